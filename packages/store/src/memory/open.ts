import { closedFailure } from '../failure.js'
import type { Durability, OpenOptions, OpenStore, ReplicaStore, StoreReader, StoreValue, StoreWriter } from '../port.js'
import { MemoryDatabase, type Sight } from './database.js'

/** A disk that lives as long as this object. Handles opened on it under one name share their entries, as tabs do. */
export interface MemoryStorage {
  readonly open: OpenStore
}

export function createMemoryStorage(): MemoryStorage {
  const databases = new Map<string, MemoryDatabase>()
  return {
    async open(name, options = {}) {
      const existing = databases.get(name)
      const database = existing === undefined || existing.erased ? new MemoryDatabase(name) : existing
      databases.set(name, database)
      return new MemoryHandle(database, await database.enter(options))
    },
  }
}

/** A store of its own, shared with nobody and gone with its handle. */
export const openMemory: OpenStore = (name, options?: OpenOptions) => createMemoryStorage().open(name, options)

export class MemoryHandle implements ReplicaStore {
  readonly kind = 'memory'
  readonly #database: MemoryDatabase
  readonly #sight: Sight
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor(database: MemoryDatabase, sight: Sight) {
    this.#database = database
    this.#sight = sight
  }

  read<T>(body: (reader: StoreReader) => Promise<T>): Promise<T> {
    return this.#transact(body, true)
  }

  /** Memory has one durability: none. */
  write<T>(_durability: Durability, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    return this.#transact(body)
  }

  append(_durability: Durability, value: StoreValue): Promise<number> {
    return this.#transact((writer) => writer.append('journal', value))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#database.leave(this.#sight)
    await Promise.allSettled(this.#running)
  }

  async erase(): Promise<void> {
    if (this.#closed) throw closedFailure(this.#database.name)
    await this.close()
    await this.#database.erase(this.#sight)
  }

  async #transact<T>(body: (writer: StoreWriter) => Promise<T>, reads = false): Promise<T> {
    if (this.#closed) throw closedFailure(this.#database.name)
    const running = this.#database.transact(body, this.#sight, reads)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }
}
