import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef } from 'react'
import { roomy, useMedia } from '../layout/useMedia'
import { focusRow } from './focusRow'
import { ItemRow } from './ItemRow'
import type { RowsProps } from './rows'

const rowHeight = { roomy: 60, narrow: 108 }
/** Height of the sticky head, which would otherwise cover a row scrolled to the top. */
const headHeight = { roomy: 38, narrow: 0 }

/** Only the rows near the screen are in the page; screen readers are told the place of each in the whole. */
export function WindowedRows({ ref, ids, current, scroller, onCurrent, onOpen }: RowsProps) {
  const size = useMedia(roomy) ? 'roomy' : 'narrow'
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight[size],
    getItemKey: (index) => ids[index] ?? index,
    overscan: 8,
    scrollPaddingStart: headHeight[size],
  })
  useEffect(() => virtualizer.measure(), [virtualizer, size])

  const list = useRef<HTMLUListElement>(null)
  const wanted = useRef<number | null>(null)
  const focusWanted = () => {
    if (wanted.current === null) return
    if (focusRow(list.current?.querySelector(`[data-index="${wanted.current}"]`))) wanted.current = null
  }
  useImperativeHandle(ref, () => ({
    focus: (index) => {
      virtualizer.scrollToIndex(index)
      wanted.current = index
      focusWanted()
    },
  }))
  // A row far away is rendered only after the list has scrolled to it.
  useEffect(focusWanted)

  return (
    <ul ref={list} className="rows" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const id = ids[index]
        if (id === undefined) return null
        return (
          <li
            key={id}
            className="row-place"
            data-index={index}
            style={{ transform: `translateY(${start}px)`, height: rowHeight[size] }}
            aria-setsize={ids.length}
            aria-posinset={index + 1}
          >
            <ItemRow id={id} current={id === current} onCurrent={onCurrent} onOpen={onOpen} />
          </li>
        )
      })}
    </ul>
  )
}
