import type { Item } from '../replica/replica'

/** Somebody has been at the shelf: zero pieces found is a count too. */
export function isCounted(item: Item): boolean {
  return item.lastCounted !== undefined
}

/** Pieces too many (+) or missing (−); null as long as nobody has counted. */
export function differenceOf(item: Item): number | null {
  return isCounted(item) ? item.counted - item.expected : null
}
