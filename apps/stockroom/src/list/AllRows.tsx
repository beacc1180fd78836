import { useImperativeHandle, useRef } from 'react'
import { focusRow } from './focusRow'
import { ItemRow } from './ItemRow'
import type { RowsProps } from './rows'

/** Every row in the page (`?rows=all`): for printing, for find-in-page, and to measure that a change renders one row. */
export function AllRows({ ref, ids, current, onCurrent, onOpen }: RowsProps) {
  const list = useRef<HTMLUListElement>(null)
  useImperativeHandle(ref, () => ({
    focus: (index) => {
      const row = list.current?.children[index]
      row?.scrollIntoView({ block: 'nearest' })
      focusRow(row)
    },
  }))
  return (
    <ul className="rows all" ref={list}>
      {ids.map((id) => (
        <li key={id}>
          <ItemRow id={id} current={id === current} onCurrent={onCurrent} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}
