import { inactiveFailure } from '../failure.js'
import { assertKey } from '../key/order.js'
import type { KeyRange, StoreKey, StoreName, StoreValue, StoreWriter } from '../port.js'
import { compactBinary } from '../value/compact.js'
import { copyRoom, createRoom, deleteSpan, getValue, putValue, span, type Room, type Rooms } from './room.js'

/** One transaction's sight of the rooms: a room is copied at its first write, so that dropping the draft undoes it. */
export class Draft implements StoreWriter {
  readonly #storage: string
  /** As this transaction has made them so far. */
  rooms: Rooms
  #ended = false
  readonly #own = new Set<StoreName>()

  constructor(storage: string, rooms: Rooms) {
    this.#storage = storage
    this.rooms = rooms
  }

  /** The rooms as this transaction leaves them; the body can no longer touch them. */
  end(): Rooms {
    this.#ended = true
    return this.rooms
  }

  /** Makes a copy of a value, as IndexedDB does. */
  clone(value: StoreValue): StoreValue {
    return structuredClone(value)
  }

  async get(store: StoreName, key: StoreKey): Promise<StoreValue | undefined> {
    assertKey(key)
    return this.clone(getValue(this.#look(store), key))
  }

  async keys(store: StoreName, range: KeyRange = {}): Promise<readonly StoreKey[]> {
    assertRange(range)
    const room = this.#look(store)
    const { start, end } = span(room, range)
    return room.keys.slice(start, end).map(copyKey)
  }

  async entries(store: StoreName, range: KeyRange = {}): Promise<readonly (readonly [StoreKey, StoreValue])[]> {
    assertRange(range)
    const room = this.#look(store)
    const { start, end } = span(room, range)
    return room.keys.slice(start, end).map((key, index) => [copyKey(key), this.clone(room.values[start + index])] as const)
  }

  put(store: StoreName, key: StoreKey, value: StoreValue): void {
    assertKey(key)
    const copy = this.clone(compactBinary(value))
    putValue(this.#touch(store), copyKey(key), copy)
  }

  async append(store: 'journal', value: StoreValue): Promise<number> {
    const number = this.#look(store).last + 1
    this.put(store, number, value)
    this.#touch(store).last = number
    return number
  }

  delete(store: StoreName, key: StoreKey): void {
    this.deleteRange(store, { from: key, to: key })
  }

  deleteRange(store: StoreName, range: KeyRange): void {
    assertRange(range)
    deleteSpan(this.#touch(store), range)
  }

  clear(store: StoreName): void {
    const { last } = this.#look(store)
    this.#own.add(store)
    this.#replace(store, createRoom(last))
  }

  #look(store: StoreName): Room {
    if (this.#ended) throw inactiveFailure(this.#storage, 'aborted')
    return this.rooms[store]
  }

  #touch(store: StoreName): Room {
    const room = this.#look(store)
    if (this.#own.has(store)) return room
    this.#own.add(store)
    return this.#replace(store, copyRoom(room))
  }

  #replace(store: StoreName, room: Room): Room {
    this.rooms = { ...this.rooms, [store]: room }
    return room
  }
}

function copyKey(key: StoreKey): StoreKey {
  return typeof key === 'object' ? [...key] : key
}

function assertRange(range: KeyRange): void {
  if (range.from !== undefined) assertKey(range.from)
  if (range.to !== undefined) assertKey(range.to)
}
