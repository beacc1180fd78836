import { compareKeys, isEmptyRange } from '../key/order.js'
import type { KeyRange, StoreKey, StoreName, StoreValue } from '../port.js'

/** One room's entries in key order, as two parallel arrays: a search compares keys only. */
export interface Room {
  readonly keys: StoreKey[]
  readonly values: StoreValue[]
  /** The number that was appended last. */
  last: number
}

export function createRoom(last = 0): Room {
  return { keys: [], values: [], last }
}

export type Rooms = Readonly<Record<StoreName, Room>>

export function copyRoom({ keys, values, last }: Room): Room {
  return { keys: [...keys], values: [...values], last }
}

export function getValue(room: Room, key: StoreKey): StoreValue | undefined {
  const index = firstNotBefore(room, key)
  return holds(room, index, key) ? room.values[index] : undefined
}

export function putValue(room: Room, key: StoreKey, value: StoreValue): void {
  const index = firstNotBefore(room, key)
  const replaced = holds(room, index, key) ? 1 : 0
  room.keys.splice(index, replaced, key)
  room.values.splice(index, replaced, value)
}

/** The places [start, end) of a range's entries. */
export function span(room: Room, range: KeyRange): { readonly start: number; readonly end: number } {
  if (isEmptyRange(range)) return { start: 0, end: 0 }
  const start = range.from === undefined ? 0 : firstNotBefore(room, range.from)
  const end = range.to === undefined ? room.keys.length : firstAfter(room, range.to)
  return { start, end }
}

export function deleteSpan(room: Room, range: KeyRange): void {
  const { start, end } = span(room, range)
  room.keys.splice(start, end - start)
  room.values.splice(start, end - start)
}

function holds(room: Room, index: number, key: StoreKey): boolean {
  const found = room.keys[index]
  return found !== undefined && compareKeys(found, key) === 0
}

function firstAfter(room: Room, key: StoreKey): number {
  const index = firstNotBefore(room, key)
  return holds(room, index, key) ? index + 1 : index
}

function firstNotBefore(room: Room, key: StoreKey): number {
  let low = 0
  let high = room.keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const candidate = room.keys[middle]
    if (candidate !== undefined && compareKeys(candidate, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
