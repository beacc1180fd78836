import { closedFailure, erasedFailure, isStorageFailure, outdatedFailure, type StorageError } from '../failure.js'
import { openMemory } from '../memory/open.js'
import { storeNames, type ReplicaStore, type StoreName, type StoreReader } from '../port.js'
import { deleteDatabase, incarnationOf, openDatabase } from './database.js'
import type { Environment } from './environment.js'
import { failureOf, isLostConnection } from './failure.js'
import { runInside } from './run.js'

interface Opening {
  readonly promise: Promise<IDBDatabase>
  /** Null until it has opened. */
  database: IDBDatabase | null
}

/**
 * One handle's connection, opened again when it was lost. WebKit ends its storage process in the background, Chromium
 * and Firefox close connections when site data is cleared: with luck a `close` event tells, else the next
 * `transaction()` throws. After a reconnection the database must still be the one that was first opened.
 */
export class Connection {
  readonly #name: string
  readonly #environment: Environment
  #opening: Opening | null = null
  #incarnation: string | null = null
  #state: 'usable' | 'erased' | 'outdated' | 'closed' = 'usable'
  #last: Promise<ReplicaStore | null> = Promise.resolve(null)

  constructor(name: string, environment: Environment) {
    this.#name = name
    this.#environment = environment
  }

  /** The open connection, or a new one. All who wait for one wait for the same, so they go on in the order they came. */
  get(): Promise<IDBDatabase> {
    if (this.#state === 'closed') return Promise.reject(closedFailure(this.#name))
    if (this.#state === 'erased') return Promise.reject(erasedFailure(this.#name))
    if (this.#state === 'outdated') return Promise.reject(outdatedFailure(this.#name))
    this.#opening ??= this.#open()
    return this.#opening.promise
  }

  /** What was there when a newer release upgraded it; null: none has, or that could not be read any more. */
  get last(): Promise<ReplicaStore | null> {
    return this.#last
  }

  /** Begins a transaction. A connection that proves dead is replaced, once: nothing has been done on it yet. */
  async begin<T>(begin: (database: IDBDatabase) => T): Promise<T> {
    const database = await this.get()
    try {
      return begin(database)
    } catch (error) {
      if (!isLostConnection(error)) throw failureOf(this.#name, error)
      this.drop(database)
    }
    const replacement = await this.get()
    try {
      return begin(replacement)
    } catch (error) {
      if (isLostConnection(error)) this.drop(replacement)
      throw failureOf(this.#name, error)
    }
  }

  /** Lets go of a connection; the next call opens another. Transactions running on it may still end. */
  drop(database: IDBDatabase): void {
    database.close()
    if (this.#opening?.database === database) this.#opening = null
  }

  close(): void {
    this.#state = 'closed'
    this.#opening?.promise.then(
      (database) => {
        database.close()
      },
      () => undefined,
    )
  }

  /** Deletes the database, unless it was deleted before and another may stand in its place, or a newer release has it. */
  async erase(): Promise<void> {
    const gone = await this.get().then(
      () => false,
      (error: unknown) => {
        if (isStorageFailure(error, 'version')) throw error
        return isStorageFailure(error, 'erased')
      },
    )
    this.close()
    if (!gone) await deleteDatabase(this.#name, this.#environment)
  }

  #open(): Opening {
    const promise = openDatabase(this.#name, this.#incarnation, this.#environment)
    const opening: Opening = { promise, database: null }
    promise.then(
      (database) => {
        opening.database = database
        this.#incarnation = incarnationOf(database)
        this.#watch(database)
      },
      (error: unknown) => {
        if (this.#opening === opening) this.#opening = null
        if (this.#state !== 'usable') return
        if (isStorageFailure(error, 'erased')) this.#state = 'erased'
        else if (isStorageFailure(error, 'version') && this.#incarnation !== null) {
          this.#state = 'outdated'
          this.#environment.outdated?.(error as StorageError)
        }
      },
    )
    return opening
  }

  #watch(database: IDBDatabase): void {
    const drop = (): void => {
      this.drop(database)
    }
    database.addEventListener('close', drop)
    // Another handle erases or upgrades and waits until all others let go; opening again finds out what it has done.
    database.addEventListener('versionchange', ({ newVersion }) => {
      if (newVersion === null) return drop()
      // The upgrade waits for this reading, and for what was begun before: what it says is the last of this version.
      const reading = runInside(this.#name, database.transaction([...storeNames], 'readonly'), readRooms)
      this.#last = reading.then((rooms) => copyOf(this.#name, rooms)).catch(() => null)
      drop()
      this.get().catch(() => undefined)
    })
  }
}

type RoomRows = readonly (readonly [StoreName, Awaited<ReturnType<StoreReader['entries']>>])[]

function readRooms(reader: StoreReader): Promise<RoomRows> {
  return Promise.all(storeNames.map(async (room) => [room, await reader.entries(room)] as const))
}

async function copyOf(name: string, rooms: RoomRows): Promise<ReplicaStore> {
  const copy = await openMemory(name)
  await copy.write('relaxed', async (writer) => {
    for (const [room, rows] of rooms) for (const [key, value] of rows) writer.put(room, key, value)
  })
  return copy
}
