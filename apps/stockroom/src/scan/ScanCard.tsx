import { useRef, useState, type FormEvent } from 'react'
import { Icon } from '../icons/Icon'
import { countMore, findByCode } from '../items/changes'
import { useMutate } from '../replica/replica'
import { LastScan } from './LastScan'
import type { Scanned } from './scanned'

/** A barcode scanner types a code and presses Enter; so may a person. Each counts one piece. */
export function ScanCard({ onOpen }: { onOpen: (id: string) => void }) {
  const [last, setLast] = useState<Scanned | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const mutate = useMutate()

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = input.current
    const code = field?.value.trim() ?? ''
    if (field === null || code === '') return
    const { value: id } = mutate((m, r) => {
      const found = findByCode(r, code)
      if (found !== null) countMore(m, found, 1)
      return found
    })
    setLast(id === null ? { found: false, code } : { found: true, id })
    field.value = ''
  }

  return (
    <section className="scan" aria-label="Scan">
      <form onSubmit={onSubmit}>
        <label htmlFor="scan-code">
          Scan <span className="hint">adds 1 to the item with this SKU</span>
        </label>
        <div className="scan-field">
          <Icon name="scan" />
          <input
            id="scan-code"
            ref={input}
            data-scan=""
            placeholder="SKU, then Enter"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            enterKeyHint="done"
            maxLength={200}
          />
          <button type="submit" className="button primary">
            Count
          </button>
        </div>
      </form>
      <div className="scan-result" role="status">
        {last !== null && <LastScan scanned={last} onOpen={onOpen} />}
      </div>
    </section>
  )
}
