import { showNumber } from '../format/number'
import { Difference } from '../count/Difference'
import { countMore } from '../items/changes'
import { useMutate, useReplica } from '../replica/replica'
import type { Scanned } from './scanned'

export function LastScan({ scanned, onOpen }: { scanned: Scanned; onOpen: (id: string) => void }) {
  const item = useReplica((r) => (scanned.found ? r.items.get(scanned.id) : undefined))
  const mutate = useMutate()

  if (!scanned.found) {
    return (
      <>
        <span className="scan-unknown">
          No item has the SKU <strong>{scanned.code}</strong>.
        </span>
        <button
          type="button"
          className="button small"
          onClick={() => {
            mutate((m) => {
              m.items.upsert(scanned.code, { name: scanned.code })
              countMore(m, scanned.code, 1)
            })
            onOpen(scanned.code)
          }}
        >
          Add it
        </button>
      </>
    )
  }
  if (item === undefined) return <span>That item was deleted meanwhile.</span>
  return (
    <>
      <button type="button" className="scan-name" onClick={() => onOpen(item.id)}>
        {item.name}
      </button>
      <span className="scan-count">
        <strong>{showNumber(item.counted)}</strong> of {showNumber(item.expected)} <Difference item={item} />
      </span>
      <button type="button" className="button small" onClick={() => mutate((m) => countMore(m, item.id, -1))}>
        Take back 1
      </button>
    </>
  )
}
