import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react'
import { countMore } from '../items/changes'
import { useMutate } from '../replica/replica'
import { AllRows } from './AllRows'
import { ListHead } from './ListHead'
import { moveFrom } from './move'
import type { RowsHandle } from './rows'
import { WindowedRows } from './WindowedRows'

export interface ListHandle {
  focus(id: string): void
  focusFirst(): boolean
}

interface ItemListProps {
  readonly ref: Ref<ListHandle>
  readonly ids: readonly string[]
  readonly current: string | null
  readonly onCurrent: (id: string) => void
  readonly onOpen: (id: string) => void
  readonly allRows: boolean
}

const rowIdOf = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null) : null

/** The list of items. The row one is at has the focus; arrows move it, + and − count. */
export function ItemList({ ref, ids, current, onCurrent, onOpen, allRows }: ItemListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRef<RowsHandle>(null)
  const mutate = useMutate()

  const focus = (id: string) => {
    const index = ids.indexOf(id)
    if (index < 0) return
    onCurrent(id)
    rows.current?.focus(index)
  }

  useImperativeHandle(ref, () => ({
    focus,
    focusFirst: () => {
      const first = current !== null && ids.includes(current) ? current : ids[0]
      if (first === undefined) return false
      focus(first)
      return true
    },
  }))

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = rowIdOf(event.target)
    if (id === null || event.ctrlKey || event.metaKey || event.altKey) return
    const next = moveFrom(ids, id, event.key)
    const typing = event.target instanceof HTMLInputElement
    if (next !== null && !(typing && (event.key === 'Home' || event.key === 'End'))) focus(next)
    else if (!typing && (event.key === '+' || event.key === '=')) mutate((m) => countMore(m, id, 1))
    else if (!typing && (event.key === '-' || event.key === '−')) mutate((m) => countMore(m, id, -1))
    else if (!typing && /^\d$/.test(event.key)) {
      // The key itself is typed into the field, whose content is selected on focus.
      event.currentTarget.querySelector<HTMLInputElement>(`[data-id="${CSS.escape(id)}"] input`)?.focus()
      return
    } else return
    event.preventDefault()
  }

  const Rows = allRows ? AllRows : WindowedRows
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys bubble from the buttons and inputs of the rows
    <div className="list" ref={scroller} onKeyDown={onKeyDown}>
      <ListHead />
      {ids.length === 0 && <p className="nothing">Nothing matches. Clear the search or the filters to see more.</p>}
      <Rows ref={rows} ids={ids} current={current} scroller={scroller} onCurrent={onCurrent} onOpen={onOpen} />
    </div>
  )
}
