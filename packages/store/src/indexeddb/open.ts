import { closedFailure, isStorageFailure } from '../failure.js'
import type { Durability, ReplicaStore, StoreReader, StoreValue, StoreWriter } from '../port.js'
import { storeNames } from '../port.js'
import { Connection } from './connection.js'
import { environmentOf, type IndexedDbOptions } from './environment.js'
import { runInside } from './run.js'

/**
 * Opens, and creates where there is none, the database of this name: one per user and space. Every tab of the origin
 * that opens the same name shares it. Rejects with `storage-failed`, reason `unavailable`, `version`, `blocked`,
 * `quota` or `unknown`.
 */
export async function openIndexedDb(name: string, options: IndexedDbOptions = {}): Promise<ReplicaStore> {
  const connection = new Connection(name, environmentOf(name, options))
  await connection.get()
  return new IndexedDbStore(name, connection)
}

class IndexedDbStore implements ReplicaStore {
  readonly kind = 'indexeddb'
  readonly #name: string
  readonly #connection: Connection
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor(name: string, connection: Connection) {
    this.#name = name
    this.#connection = connection
  }

  async read<T>(body: (reader: StoreReader) => Promise<T>): Promise<T> {
    let ran = false
    try {
      return await this.#transact(
        (database) => database.transaction([...storeNames], 'readonly'),
        (reader) => {
          ran = true
          return body(reader)
        },
      )
    } catch (error) {
      const last = !ran && isStorageFailure(error, 'version') ? await this.#connection.last : null
      if (last === null) throw error
      return last.read(body)
    }
  }

  /** Said each time: Chromium and Firefox took 'strict' for the default once and 'relaxed' now, WebKit its own. */
  write<T>(durability: Durability, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    return this.#transact((database) => database.transaction([...storeNames], 'readwrite', { durability }), body)
  }

  /** On one room only: the browser has less to lock. */
  async append(durability: Durability, value: StoreValue): Promise<number> {
    const { number } = await this.#transact(
      (database) => database.transaction('journal', 'readwrite', { durability }),
      async (writer) => ({ number: writer.append('journal', value) }),
    )
    return number
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#running)
    this.#connection.close()
  }

  async erase(): Promise<void> {
    if (this.#closed) throw closedFailure(this.#name)
    this.#closed = true
    await Promise.allSettled(this.#running)
    await this.#connection.erase()
  }

  async #transact<T>(create: (database: IDBDatabase) => IDBTransaction, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedFailure(this.#name)
    const running = this.#run(create, body)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async #run<T>(create: (database: IDBDatabase) => IDBTransaction, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    const begun = await this.#connection.begin((database) => {
      const transaction = create(database)
      // In an object, so that the connection's `await` ends here and not with the transaction.
      return { database, result: runInside(this.#name, transaction, body) }
    })
    try {
      return await begun.result
    } catch (error) {
      if (isStorageFailure(error, 'connection-lost')) this.#connection.drop(begun.database)
      throw error
    }
  }
}
