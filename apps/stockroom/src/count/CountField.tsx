import { useState, type KeyboardEvent } from 'react'
import { readPieces } from '../format/number'
import { Icon } from '../icons/Icon'
import { countIs, countMore } from '../items/changes'
import { isCounted } from '../items/item'
import { useMutate, type Item } from '../replica/replica'

/** − and + count by one (others' counts add up with it); typing a number says what was counted. */
export function CountField({ item }: { item: Item }) {
  const { id, name, counted } = item
  const [draft, setDraft] = useState<string | null>(null)
  const mutate = useMutate()
  const called = name || id

  const commit = () => {
    const pieces = draft === null ? null : readPieces(draft)
    setDraft(null)
    if (pieces !== null) mutate((m) => countIs(m, id, pieces))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      commit()
      event.currentTarget.closest('[data-id]')?.querySelector<HTMLElement>('[data-row-focus]')?.focus()
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      setDraft(null)
      event.currentTarget.blur()
    }
  }

  return (
    <div className="count" role="group" aria-label={`Count of ${called}`}>
      <button type="button" className="step" aria-label={`One less of ${called}`} onClick={() => mutate((m) => countMore(m, id, -1))}>
        <Icon name="minus" size={22} />
      </button>
      <input
        className="counted"
        data-uncounted={isCounted(item) ? undefined : ''}
        inputMode="numeric"
        enterKeyHint="done"
        autoComplete="off"
        aria-label={`Counted of ${called}`}
        value={draft ?? String(counted)}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="step" aria-label={`One more of ${called}`} onClick={() => mutate((m) => countMore(m, id, 1))}>
        <Icon name="plus" size={22} />
      </button>
    </div>
  )
}
