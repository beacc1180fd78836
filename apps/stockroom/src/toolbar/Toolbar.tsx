import type { KeyboardEvent, RefObject } from 'react'
import { showNumber } from '../format/number'
import { Icon } from '../icons/Icon'
import { shelvesOf, type Filter, type Only } from '../items/filter'
import type { SortBy } from '../items/sort'
import type { ListHandle } from '../list/ItemList'
import { marks } from '../replica/marks'
import { useReplica } from '../replica/replica'
import { Select } from './Select'

interface ToolbarProps {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
  readonly shown: number
  readonly total: number
  readonly list: RefObject<ListHandle | null>
}

const onlys: readonly (readonly [Only, string])[] = [
  ['all', 'All'],
  ['uncounted', 'To count'],
  ['differences', 'Differences'],
  ['counted', 'Counted'],
]
const sorts: readonly (readonly [SortBy, string])[] = [
  ['shelf', 'By shelf'],
  ['name', 'By name'],
  ['sku', 'By SKU'],
  ['difference', 'By difference'],
  ['recent', 'Latest first'],
]

export function Toolbar({ filter, onChange, shown, total, list }: ToolbarProps) {
  const shelves = useReplica((r) => shelvesOf(r.items.list()))
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      if (list.current?.focusFirst()) event.preventDefault()
    } else if (event.key === 'Escape') {
      onChange({ ...filter, query: '' })
    }
  }

  return (
    <div className="toolbar" role="search">
      <div className="search">
        <Icon name="search" />
        <input
          type="search"
          data-search=""
          aria-label="Search by name, SKU, shelf or label"
          placeholder="Search name, SKU, shelf, label"
          autoComplete="off"
          value={filter.query}
          onChange={(event) => onChange({ ...filter, query: event.target.value })}
          onKeyDown={onSearchKey}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <div className="filters">
        <div className="chips" role="group" aria-label="Show">
          {onlys.map(([only, label]) => (
            <button
              key={only}
              type="button"
              className="chip"
              aria-pressed={filter.only === only}
              onClick={() => onChange({ ...filter, only })}
            >
              {label}
            </button>
          ))}
        </div>
        <Select
          label="Shelf"
          value={filter.shelf}
          none="All shelves"
          options={shelves.map((shelf) => [shelf, shelf] as const)}
          onChange={(shelf) => onChange({ ...filter, shelf })}
        />
        <Select
          label="Mark"
          value={filter.mark}
          none="Any mark"
          options={marks.map((mark) => [mark, mark] as const)}
          onChange={(mark) => onChange({ ...filter, mark })}
        />
        <Select label="Sort by" value={filter.sort} options={sorts} onChange={(sort) => onChange({ ...filter, sort: sort ?? 'shelf' })} />
        <output className="shown" aria-live="polite">
          {shown === total ? `${showNumber(total)} items` : `${showNumber(shown)} of ${showNumber(total)}`}
        </output>
      </div>
    </div>
  )
}
