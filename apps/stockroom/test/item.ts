import type { Item } from '../src/replica/replica'

/** An item as a view shows it, with what a test does not care about filled in. */
export function item(id: string, fields: Partial<Item> = {}): Item {
  return {
    id,
    name: id,
    shelf: '',
    priceMinor: 0,
    expected: 0,
    counted: 0,
    labels: new Set(),
    marks: new Set(),
    lastCounted: undefined,
    ...fields,
  }
}
