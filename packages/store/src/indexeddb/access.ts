import type { TorsorError } from '@torsor/core'
import { wrap } from 'idb'
import { inactiveFailure } from '../failure.js'
import { isEmptyRange } from '../key/order.js'
import type { KeyRange, StoreKey, StoreName, StoreValue, StoreWriter } from '../port.js'
import { compactBinary } from '../value/compact.js'
import { failureOf, nameOf } from './failure.js'

/** What a body holds: the four rooms inside one IndexedDB transaction. */
export class Access implements StoreWriter {
  readonly #storage: string
  readonly #transaction: IDBTransaction
  /** Requests sent and not answered. A browser commits when there are none, so until then nothing was committed. */
  #unanswered = 0
  #cutOff = false
  #wrote = false

  constructor(storage: string, transaction: IDBTransaction) {
    this.#storage = storage
    this.#transaction = transaction
  }

  /** Some request never came to its result, so the browser cannot have begun to commit. */
  get cutOff(): boolean {
    return this.#cutOff || this.#unanswered > 0
  }

  get wrote(): boolean {
    return this.#wrote
  }

  get(store: StoreName, key: StoreKey): Promise<StoreValue | undefined> {
    return abandonable(this.#read((): IDBRequest<unknown> => this.#room(store).get(idbKey(key))))
  }

  keys(store: StoreName, range: KeyRange = {}): Promise<readonly StoreKey[]> {
    return abandonable(this.#keys(store, range))
  }

  entries(store: StoreName, range: KeyRange = {}): Promise<readonly (readonly [StoreKey, StoreValue])[]> {
    return abandonable(this.#entries(store, range))
  }

  put(store: StoreName, key: StoreKey, value: StoreValue): void {
    this.#write(() => this.#room(store).put(compactBinary(value), idbKey(key)))
  }

  delete(store: StoreName, key: StoreKey): void {
    this.#write(() => this.#room(store).delete(idbKey(key)))
  }

  deleteRange(store: StoreName, range: KeyRange): void {
    if (isEmptyRange(range)) return
    const bounds = idbRange(range)
    this.#write(() => (bounds === null ? this.#room(store).clear() : this.#room(store).delete(bounds)))
  }

  clear(store: StoreName): void {
    this.#write(() => this.#room(store).clear())
  }

  #room(store: StoreName): IDBObjectStore {
    return this.#transaction.objectStore(store)
  }

  async #keys(store: StoreName, range: KeyRange): Promise<readonly StoreKey[]> {
    if (isEmptyRange(range)) return []
    const keys = await this.#read(() => this.#room(store).getAllKeys(idbRange(range)))
    return keys.map(storeKey)
  }

  async #entries(store: StoreName, range: KeyRange): Promise<readonly (readonly [StoreKey, StoreValue])[]> {
    if (isEmptyRange(range)) return []
    const [keys, values] = await Promise.all([
      this.#keys(store, range),
      this.#read((): IDBRequest<unknown[]> => this.#room(store).getAll(idbRange(range))),
    ])
    return keys.map((key, index) => [key, values[index]] as const)
  }

  /** A read that fails and is caught must not end the transaction, which is what an error event does by default. */
  async #read<T>(send: () => IDBRequest<T>): Promise<T> {
    const request = this.#send(send)
    request.addEventListener('error', (event) => {
      event.preventDefault()
    })
    try {
      return await wrap(request)
    } catch (error) {
      throw this.#explain(error)
    }
  }

  /** A write that fails ends the transaction: nobody awaits it, so nobody could act on it. */
  #write(send: () => IDBRequest): void {
    const request = this.#send(send)
    this.#wrote = true
    request.addEventListener('error', () => {
      this.#cutOff = true
    })
  }

  #send<T>(send: () => IDBRequest<T>): IDBRequest<T> {
    const request = this.#sendOrExplain(send)
    this.#unanswered += 1
    request.addEventListener('success', () => {
      this.#unanswered -= 1
    })
    request.addEventListener('error', () => {
      this.#unanswered -= 1
      this.#cutOff ||= nameOf(request.error) === 'AbortError'
    })
    return request
  }

  #sendOrExplain<T>(send: () => IDBRequest<T>): IDBRequest<T> {
    try {
      return send()
    } catch (error) {
      const name = nameOf(error)
      if (name !== 'TransactionInactiveError' && name !== 'InvalidStateError') throw error
      if (this.#transaction.error !== null) throw this.#explain(this.#transaction.error)
      throw inactiveFailure(this.#storage, 'aborted', error)
    }
  }

  /** An abort rejects every waiting request with AbortError; the transaction knows what it was aborted for. */
  #explain(error: unknown): TorsorError<'storage-failed'> {
    const cause = nameOf(error) === 'AbortError' ? (this.#transaction.error ?? error) : error
    return failureOf(this.#storage, cause)
  }
}

/** A body that throws leaves its other reads behind; nobody is there to hear that they were cut off. */
function abandonable<T>(result: Promise<T>): Promise<T> {
  result.catch(() => undefined)
  return result
}

function idbKey(key: StoreKey): IDBValidKey {
  return typeof key === 'object' ? [...key] : key
}

/** Only keys that this port wrote are in there. */
function storeKey(key: IDBValidKey): StoreKey {
  if (typeof key === 'string' || typeof key === 'number') return key
  if (Array.isArray(key)) return key.map(scalar)
  throw new TypeError('A key in the storage is of a kind that is never written.')
}

function scalar(key: IDBValidKey): string | number {
  if (typeof key === 'string' || typeof key === 'number') return key
  throw new TypeError('A key in the storage is of a kind that is never written.')
}

function idbRange(range: KeyRange): IDBKeyRange | null {
  if (range.from !== undefined && range.to !== undefined) return IDBKeyRange.bound(idbKey(range.from), idbKey(range.to))
  if (range.from !== undefined) return IDBKeyRange.lowerBound(idbKey(range.from))
  if (range.to !== undefined) return IDBKeyRange.upperBound(idbKey(range.to))
  return null
}
