import { useState } from 'react'

interface DraftInputProps {
  readonly label: string
  readonly name: string
  readonly mode: 'numeric' | 'decimal'
  readonly value: number
  readonly write: (value: number) => string
  readonly read: (text: string) => number | null
  readonly onChange: (value: number) => unknown
}

/** A number as text: while it is being typed, the text is the person's own; every reading of it that is a number counts. */
export function DraftInput({ label, name, mode, value, write, read, onChange }: DraftInputProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const invalid = draft !== null && read(draft) === null
  return (
    <label className="field">
      <span>{label}</span>
      <input
        name={name}
        inputMode={mode}
        autoComplete="off"
        aria-invalid={invalid}
        value={draft ?? write(value)}
        onChange={(event) => {
          setDraft(event.target.value)
          const next = read(event.target.value)
          if (next !== null && next !== value) onChange(next)
        }}
        onBlur={() => setDraft(null)}
      />
    </label>
  )
}
