import type { Item } from '../replica/replica'
import { differenceOf } from './item'

export type SortBy = 'shelf' | 'name' | 'sku' | 'difference' | 'recent'

const names = new WeakMap<Item, string>()

/** Collation keys are not to be had in JavaScript; a folded name compared as text is fast enough for every keystroke. */
function nameKey(item: Item): string {
  const known = names.get(item)
  if (known !== undefined) return known
  const key = item.name.normalize('NFKD').toLowerCase()
  names.set(item, key)
  return key
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const bySku = (a: Item, b: Item): number => text(a.id, b.id)
const byName = (a: Item, b: Item): number => text(nameKey(a), nameKey(b)) || bySku(a, b)
const size = (item: Item): number => Math.abs(differenceOf(item) ?? 0)

export const compareBy: Record<SortBy, (a: Item, b: Item) => number> = {
  shelf: (a, b) => text(a.shelf, b.shelf) || byName(a, b),
  name: byName,
  sku: bySku,
  difference: (a, b) => size(b) - size(a) || byName(a, b),
  recent: (a, b) => (b.lastCounted ?? 0) - (a.lastCounted ?? 0) || byName(a, b),
}
