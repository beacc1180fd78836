interface SelectProps<T extends string> {
  readonly label: string
  readonly value: T | null
  /** Text of the choice that means none of the others. */
  readonly none?: string
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly onChange: (value: T | null) => void
}

export function Select<T extends string>({ label, value, none, options, onChange }: SelectProps<T>) {
  return (
    <label className="select" data-active={none !== undefined && value !== null ? '' : undefined}>
      <span className="visually-hidden">{label}</span>
      <select value={value ?? ''} onChange={(event) => onChange(options.find(([option]) => option === event.target.value)?.[0] ?? null)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
