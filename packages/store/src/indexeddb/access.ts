import { inactiveFailure } from '../failure.js'
import { isEmptyRange } from '../key/order.js'
import type { KeyRange, StoreKey, StoreName, StoreValue, StoreWriter } from '../port.js'
import { compactBinary } from '../value/compact.js'
import { failureOf, nameOf } from './failure.js'

/** What a body holds: the rooms inside one IndexedDB transaction. */
export class Access implements StoreWriter {
  readonly #storage: string
  readonly #transaction: IDBTransaction
  /** A write was sent. */
  wrote = false
  /** A write failed by itself, so the browser cannot have committed. */
  failed = false

  constructor(storage: string, transaction: IDBTransaction) {
    this.#storage = storage
    this.#transaction = transaction
  }

  get(store: StoreName, key: StoreKey): Promise<StoreValue | undefined> {
    return this.#read((): IDBRequest<unknown> => this.#room(store).get(idbKey(key)))
  }

  /** Only keys that this port wrote are in there. */
  keys(store: StoreName, range: KeyRange = {}): Promise<readonly StoreKey[]> {
    if (isEmptyRange(range)) return Promise.resolve([])
    return this.#read(() => this.#room(store).getAllKeys(idbRange(range)) as IDBRequest<StoreKey[]>)
  }

  entries(store: StoreName, range: KeyRange = {}): Promise<readonly (readonly [StoreKey, StoreValue])[]> {
    if (isEmptyRange(range)) return Promise.resolve([])
    const both = Promise.all([
      this.keys(store, range),
      this.#read((): IDBRequest<unknown[]> => this.#room(store).getAll(idbRange(range))),
    ]).then(([keys, values]) => keys.map((key, index) => [key, values[index]] as const))
    return abandonable(both)
  }

  put(store: StoreName, key: StoreKey, value: StoreValue): void {
    this.#write(() => this.#room(store).put(compactBinary(value), idbKey(key)))
  }

  append(store: 'journal', value: StoreValue): Promise<number> {
    return abandonable(this.#answer(this.#write(() => this.#room(store).put(compactBinary(value))) as IDBRequest<number>))
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

  /** A read that fails and is caught must not end the transaction, which is what an error event does by default. */
  #read<T>(send: () => IDBRequest<T>): Promise<T> {
    const answer = new Promise<T>((resolve) => {
      const request = this.#send(send)
      request.addEventListener('error', (event) => event.preventDefault())
      resolve(this.#answer(request))
    })
    return abandonable(answer)
  }

  /** A write that fails ends the transaction: mostly nobody awaits it, so nobody could act on it. */
  #write<T>(send: () => IDBRequest<T>): IDBRequest<T> {
    const request = this.#send(send)
    this.wrote = true
    request.addEventListener('error', () => {
      // What an abort cut off has not failed by itself.
      this.failed ||= nameOf(request.error) !== 'AbortError'
    })
    return request
  }

  #answer<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => {
        // An abort fails every waiting request with AbortError; the transaction knows what it was aborted for.
        const cut = nameOf(request.error) === 'AbortError'
        reject(failureOf(this.#storage, (cut ? this.#transaction.error : null) ?? request.error))
      })
    })
  }

  #send<T>(send: () => IDBRequest<T>): IDBRequest<T> {
    try {
      return send()
    } catch (error) {
      const name = nameOf(error)
      if (name !== 'TransactionInactiveError' && name !== 'InvalidStateError') throw error
      if (this.#transaction.error !== null) throw failureOf(this.#storage, this.#transaction.error)
      throw inactiveFailure(this.#storage, 'aborted', error)
    }
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

function idbRange({ from, to }: KeyRange): IDBKeyRange | null {
  if (from === undefined) return to === undefined ? null : IDBKeyRange.upperBound(idbKey(to))
  return to === undefined ? IDBKeyRange.lowerBound(idbKey(from)) : IDBKeyRange.bound(idbKey(from), idbKey(to))
}
