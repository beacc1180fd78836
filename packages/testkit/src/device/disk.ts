import { TorsorError } from '@torsor/core'
import {
  createMemoryStorage,
  storeNames,
  type Durability,
  type Migrations,
  type OpenOptions,
  type ReplicaStore,
  type StoreKey,
  type StoreName,
  type StoreReader,
  type StoreWriter,
} from '@torsor/store'
import { withFlippedBit, type Process, type Random, type Timeline } from '../world/index.js'

interface Transaction {
  readonly strict: boolean
  readonly writes: readonly ((writer: StoreWriter) => void)[]
}

/** Where the reference lies. What is damaged elsewhere is work that exists nowhere else: it is set aside, and gone. */
const rotting = ['pages', 'log'] as const

/** What a disk held after so many transactions, and what had been promised by then. */
export interface Image {
  readonly journal: readonly Transaction[]
  /** Edits, and after how many transactions they were known to be stored. */
  readonly promised: ReadonlyMap<string, number>
  /** How many releases have upgraded it. */
  readonly generation: number
  readonly migrations: Migrations
}

export type Contents = ReadonlyMap<StoreName, readonly (readonly [StoreKey, unknown])[]>

export interface DiskFaults {
  /** Of one transaction. */
  readonly failure: number
  readonly failed: () => void
}

/** A device's disk, whose past is kept: it can lose its tail, be set back, and be copied. */
export class Disk {
  readonly #storage = createMemoryStorage()
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #journal: Transaction[] = []
  readonly promised: Map<string, number> = new Map()
  /** Until then most transactions fail, in ms of the timeline. */
  #failsUntil = -3_001
  #failing = 0
  /** Until then nothing can be put. */
  #fullUntil = 0
  generation = 0
  /** Those of the last who opened it. */
  #migrations: Migrations = []
  faults: DiskFaults = { failure: 0, failed: () => undefined }

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline
    this.#random = random
  }

  static async of(image: Image, timeline: Timeline, random: Random): Promise<Disk> {
    const disk = new Disk(timeline, random)
    disk.generation = image.generation
    disk.#migrations = image.migrations
    const store = await disk.#storage.open('disk', { migrations: image.migrations })
    for (const transaction of image.journal) {
      await store.write('relaxed', (writer) => {
        for (const write of transaction.writes) write(writer)
        return Promise.resolve()
      })
      disk.#journal.push(transaction)
    }
    await store.close()
    for (const [edit, version] of image.promised) disk.promised.set(edit, version)
    return disk
  }

  /** Transactions committed so far. */
  get version(): number {
    return this.#journal.length
  }

  /** Transactions that no loss of power undoes. */
  get safeVersion(): number {
    return this.#journal.findLastIndex(({ strict }) => strict) + 1
  }

  image(version: number = this.version): Image {
    const promised = new Map([...this.promised].filter(([, at]) => at <= version))
    return { journal: this.#journal.slice(0, version), promised, generation: this.generation, migrations: this.#migrations }
  }

  /** The power fails: relaxed transactions since the last strict one may be gone. */
  afterPowerLoss(): Image {
    return this.image(this.#random.between(this.safeVersion, this.version))
  }

  /** Most transactions fail for so long, unless they did until just now. `share`: how many. */
  failFor(ms: number, share = 0.6): void {
    const now = this.#timeline.elapsed
    if (now <= this.#failsUntil + 3_000) return
    this.#failsUntil = now + ms
    this.#failing = share
  }

  /** Nothing can be put for so long. */
  fillFor(ms: number): void {
    this.#fullUntil = this.#timeline.elapsed + ms
  }

  /** What lies there, whatever fails or is full. */
  async contents(): Promise<Contents> {
    const store = await this.#storage.open('disk', { migrations: this.#migrations })
    const rooms = await store.read(async (reader) =>
      Promise.all(storeNames.map(async (room) => [room, await reader.entries(room)] as const)),
    )
    await store.close()
    return new Map(rooms)
  }

  /** A bit flips in a row of the reference, if there is one. Resolves with whether there was. */
  async rot(): Promise<boolean> {
    const store = await this.#storage.open('disk', { migrations: this.#migrations })
    const rows = await store.read(async (reader) =>
      (await Promise.all(rotting.map(async (room) => (await reader.entries(room)).map(([key, value]) => ({ room, key, value }))))).flat(),
    )
    const row = rows.length === 0 ? null : this.#random.pick(rows)
    const stored = row?.value as { readonly bytes?: Uint8Array } | undefined
    if (row === null || stored?.bytes === undefined) return false
    const flipped = { ...stored, bytes: withFlippedBit(stored.bytes, this.#random) }
    const write = (to: StoreWriter): void => {
      to.put(row.room, row.key, flipped)
    }
    await store.write('relaxed', (writer) => Promise.resolve(write(writer)))
    this.#journal.push({ strict: false, writes: [write] })
    await store.close()
    return true
  }

  /** What it can do it does from now on. */
  mend(): void {
    this.#failsUntil = Math.min(this.#failsUntil, this.#timeline.elapsed)
    this.#fullUntil = 0
  }

  /** `generation`: of the release that opens it. Each stores what the one before it did, as another version. */
  async open(process: Process, generation: number, options: OpenOptions = {}): Promise<ReplicaStore> {
    await this.#pass(process)
    if (this.#fault() !== null) throw lost('aborted')
    const migrations = [...(options.migrations ?? []), ...stepsTo(generation)]
    const inner = await this.#storage.open('disk', {
      migrations,
      outdated: (error) => {
        if (process.alive) options.outdated?.(error)
      },
    })
    this.generation = generation
    this.#migrations = migrations
    let line: Promise<unknown> = Promise.resolve()
    // Transactions of one handle begin and end in the order in which they were asked for, and take their time.
    const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
      const result = line.then(async () => {
        await this.#pass(process)
        const fault = this.#fault()
        if (fault === 'before') throw lost('aborted')
        const value = await run()
        await this.#pass(process)
        if (fault === 'after') throw lost('unknown')
        return value
      })
      line = result.catch(() => undefined)
      return result
    }
    return {
      kind: 'indexeddb',
      read: (body) => inTurn(() => inner.read(body)),
      write: (durability, body) => inTurn(() => this.#write(inner, durability, body)),
      append: (durability, value) => inTurn(() => this.#write(inner, durability, (writer) => writer.append('journal', value))),
      close: () => inner.close(),
      erase: () => inner.erase(),
    }
  }

  #write<T>(inner: ReplicaStore, durability: Durability, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    return inner.write(durability, async (writer) => {
      const writes: Transaction['writes'][number][] = []
      const needRoom = (): void => {
        if (this.#timeline.elapsed < this.#fullUntil) throw full()
      }
      const noted = (write: (writer: StoreWriter) => void): void => {
        writes.push(write)
        write(writer)
      }
      const reader: StoreReader = {
        get: (store, key) => writer.get(store, key),
        keys: (store, range) => writer.keys(store, range),
        entries: (store, range) => writer.entries(store, range),
      }
      const value = await body({
        ...reader,
        put: (store, key, stored) => {
          needRoom()
          const copy: unknown = structuredClone(stored)
          noted((to) => {
            to.put(store, key, copy)
          })
        },
        append: (store, stored) => {
          needRoom()
          const copy: unknown = structuredClone(stored)
          // The number is the same when the past is played again: what failed used none.
          writes.push((to) => void to.append(store, copy))
          return writer.append(store, copy)
        },
        delete: (store, key) => {
          noted((to) => {
            to.delete(store, key)
          })
        },
        deleteRange: (store, range) => {
          noted((to) => {
            to.deleteRange(store, range)
          })
        },
        clear: (store) => {
          noted((to) => {
            to.clear(store)
          })
        },
      })
      if (writes.length > 0) this.#journal.push({ strict: durability === 'strict', writes })
      return value
    })
  }

  /** Takes its time, in which the process may die. */
  async #pass(process: Process): Promise<void> {
    if (this.#random.chance(0.4)) await this.#timeline.sleep(this.#random.between(1, 4))
    await process.live(undefined)
  }

  #fault(): 'before' | 'after' | null {
    const { failure } = this.faults
    const often = failure > 0 && this.#timeline.elapsed < this.#failsUntil
    if (!this.#random.chance(often ? this.#failing : failure)) return null
    this.faults.failed()
    return this.#random.chance(0.5) ? 'before' : 'after'
  }
}

function stepsTo(generation: number): Migrations {
  return Array.from({ length: generation }, () => () => Promise.resolve())
}

function full(): TorsorError {
  return new TorsorError('storage-failed', 'the disk is full', { data: { reason: 'quota', outcome: 'aborted' } })
}

function lost(outcome: 'aborted' | 'unknown'): TorsorError {
  return new TorsorError('storage-failed', 'the connection to the disk was lost', {
    retryable: true,
    data: { reason: 'connection-lost', outcome },
  })
}
