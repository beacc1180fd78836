import type { Item } from '../replica/replica'
import { differenceOf, isCounted } from './item'

export interface Summary {
  readonly items: number
  readonly counted: number
  readonly pieces: number
  readonly missing: number
  readonly surplus: number
  /** Value of all differences, in minor units. */
  readonly differenceMinor: number
}

export function summarize(items: readonly Item[]): Summary {
  let counted = 0
  let pieces = 0
  let missing = 0
  let surplus = 0
  let differenceMinor = 0
  for (const item of items) {
    if (isCounted(item)) counted++
    pieces += item.counted
    const difference = differenceOf(item) ?? 0
    if (difference < 0) missing -= difference
    else surplus += difference
    differenceMinor += difference * item.priceMinor
  }
  return { items: items.length, counted, pieces, missing, surplus, differenceMinor }
}
