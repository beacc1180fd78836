import { memo } from 'react'
import { CountField } from '../count/CountField'
import { Difference } from '../count/Difference'
import { LastCounted } from '../count/LastCounted'
import { showNumber } from '../format/number'
import { Unsynced } from '../status/Unsynced'
import { useReplica } from '../replica/replica'
import { Tags } from './Tags'
import { useRenderCount } from './useRenderCount'

interface ItemRowProps {
  readonly id: string
  readonly current: boolean
  readonly onCurrent: (id: string) => void
  readonly onOpen: (id: string) => void
}

/** Reads its own record, so a change of one item renders one row. */
export const ItemRow = memo(function ItemRow({ id, current, onCurrent, onOpen }: ItemRowProps) {
  const item = useReplica((r) => r.items.get(id))
  const pending = useReplica((r) => r.items.isPending(id))
  const renders = useRenderCount()
  if (item === undefined) return null
  const { name, shelf, expected, labels, marks } = item
  return (
    <div className="row" data-id={id} data-renders={renders} data-current={current || undefined} onFocus={() => onCurrent(id)}>
      <div className="cell-item">
        <button type="button" className="row-name" data-row-focus="" onClick={() => onOpen(id)}>
          {name || 'Unnamed item'}
        </button>
        <span className="row-detail">
          <span className="row-sku">{id}</span>
          <span className="row-shelf-small">{shelf}</span>
          <Tags marks={marks} labels={labels} />
          {pending && <Unsynced />}
        </span>
      </div>
      <span className="cell-shelf">{shelf}</span>
      <span className="cell-expected number">
        <span className="row-caption">of</span> {showNumber(expected)}
      </span>
      <CountField item={item} />
      <Difference item={item} />
      <LastCounted item={item} />
    </div>
  )
})
