import type { KeyRange, StoreKey } from '../port.js'

/** IndexedDB's order: numbers, then strings by UTF-16 code units, then arrays element by element, a prefix first. */
export function compareKeys(a: StoreKey, b: StoreKey): number {
  const rank = rankOf(a) - rankOf(b)
  if (rank !== 0) return rank
  if (typeof a === 'object' && typeof b === 'object') return compareElements(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** Every key lies outside such a range; IndexedDB refuses to build it. */
export function isEmptyRange(range: KeyRange): boolean {
  return range.from !== undefined && range.to !== undefined && compareKeys(range.from, range.to) > 0
}

/** Throws the exception that IndexedDB throws, so that no implementation lets pass what another refuses. */
export function assertKey(key: StoreKey): void {
  if (isKey(key)) return
  throw new DOMException('A key is a string, a number other than NaN, or an array of these.', 'DataError')
}

function isKey(key: unknown): boolean {
  return Array.isArray(key) ? key.every(isScalar) : isScalar(key)
}

function isScalar(key: unknown): boolean {
  return typeof key === 'string' || (typeof key === 'number' && !Number.isNaN(key))
}

function rankOf(key: StoreKey): number {
  return typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2
}

function compareElements(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    const order = compareKeys(left, right)
    if (order !== 0) return order
  }
  return a.length - b.length
}
