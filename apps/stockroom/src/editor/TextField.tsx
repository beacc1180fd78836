import { useRegister } from '../replica/replica'

interface TextFieldProps {
  readonly id: string
  readonly field: 'name' | 'shelf'
  readonly label: string
}

export function TextField({ id, field, label }: TextFieldProps) {
  const [value, setValue] = useRegister('items', id, field)
  return (
    <label className="field">
      <span>{label}</span>
      <input name={field} value={value} maxLength={200} autoComplete="off" onChange={(event) => setValue(event.target.value)} />
    </label>
  )
}
