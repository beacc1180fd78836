import { useRef, type FormEvent } from 'react'
import { Icon } from '../icons/Icon'
import { useMutate, type Item } from '../replica/replica'

export function LabelsField({ item }: { item: Item }) {
  const input = useRef<HTMLInputElement>(null)
  const mutate = useMutate()
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const label = input.current?.value.trim() ?? ''
    if (input.current === null || label === '') return
    mutate((m) => m.items.put(item.id, { labels: label }))
    input.current.value = ''
  }
  return (
    <form className="field labels" onSubmit={onSubmit}>
      <label htmlFor="new-label">Labels</label>
      {item.labels.size > 0 && (
        <ul className="label-list">
          {[...item.labels].sort().map((label) => (
            <li key={label} className="tag">
              {label}
              <button
                type="button"
                aria-label={`Remove the label ${label}`}
                onClick={() => mutate((m) => m.items.remove(item.id, { labels: label }))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="with-button">
        <input id="new-label" name="label" ref={input} maxLength={60} autoComplete="off" placeholder="New label" />
        <button type="submit" className="button">
          Add
        </button>
      </div>
    </form>
  )
}
