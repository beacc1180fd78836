import type { Item } from '../replica/replica'
import type { Mark } from '../replica/marks'
import { differenceOf, isCounted } from './item'
import { compareBy, type SortBy } from './sort'

export type Only = 'all' | 'differences' | 'uncounted' | 'counted'

export interface Filter {
  readonly query: string
  readonly shelf: string | null
  readonly mark: Mark | null
  readonly only: Only
  readonly sort: SortBy
}

export const noFilter: Filter = { query: '', shelf: null, mark: null, only: 'all', sort: 'shelf' }

/** Records are immutable, so what is derived from one may be kept as long as the record itself. */
const searchTexts = new WeakMap<Item, string>()

function searchText(item: Item): string {
  const known = searchTexts.get(item)
  if (known !== undefined) return known
  const text = [item.name, item.id, item.shelf, ...item.labels].join('\n').toLowerCase()
  searchTexts.set(item, text)
  return text
}

const only: Record<Only, (item: Item) => boolean> = {
  all: () => true,
  differences: (item) => (differenceOf(item) ?? 0) !== 0,
  uncounted: (item) => !isCounted(item),
  counted: isCounted,
}

/** Every word of the query must occur somewhere in the item. */
export function matches(filter: Filter): (item: Item) => boolean {
  const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean)
  const keeps = only[filter.only]
  return (item) =>
    (filter.shelf === null || item.shelf === filter.shelf) &&
    (filter.mark === null || item.marks.has(filter.mark)) &&
    keeps(item) &&
    words.every((word) => searchText(item).includes(word))
}

/**
 * The ids to show, in order.
 * @param keep an item which stays although it matches no longer: the row under the finger must not jump away while counting
 */
export function visibleIds(items: readonly Item[], filter: Filter, keep: string | null): readonly string[] {
  const matching = matches(filter)
  return items
    .filter((item) => matching(item) || item.id === keep)
    .sort(compareBy[filter.sort])
    .map((item) => item.id)
}

/** All shelves that hold something, in the order one walks them. */
export function shelvesOf(items: readonly Item[]): readonly string[] {
  return [...new Set(items.map((item) => item.shelf))].filter(Boolean).sort()
}
