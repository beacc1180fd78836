import { TorsorError } from '@torsor/core'
import type { Durability, Migrations, OpenOptions, ReplicaStore, StoreKey, StoreName, StoreWriter } from '@torsor/store'
import { createRoom, MemoryDatabase, MemoryHandle, type Rooms } from '@torsor/store/memory'
import { FastDraft } from './fast-draft.js'
import { withFlippedBit, type Process, type Random, type Timeline } from '../world/index.js'

/** What lay there after one transaction. */
interface Commit {
  readonly strict: boolean
  readonly rooms: Rooms
}

/** Where the reference lies. What is damaged elsewhere is work that exists nowhere else: it is set aside, and gone. */
const rotting = ['pages', 'log'] as const

/** What a disk held after so many transactions, and what had been promised by then. */
export interface Image {
  readonly commits: readonly Commit[]
  /** Edits, and after how many transactions they were known to be stored. */
  readonly promised: ReadonlyMap<string, number>
  /** How many releases have upgraded it. */
  readonly generation: number
  readonly migrations: Migrations
}

export type Contents = Readonly<Record<StoreName, readonly (readonly [StoreKey, unknown])[]>>

export interface DiskFaults {
  /** Of one transaction. */
  readonly failure: number
  readonly failed: () => void
}

const nothing: Rooms = { meta: createRoom(), outbox: createRoom(), log: createRoom(), pages: createRoom(), journal: createRoom() }
const blank: Image = { commits: [], promised: new Map(), generation: 0, migrations: [] }

/** A device's disk, whose past is kept: it can lose its tail, be set back, and be copied. */
export class Disk {
  readonly #database: MemoryDatabase
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #commits: Commit[]
  readonly promised: Map<string, number>
  /** Until then most transactions fail, in ms of the timeline. */
  #failsUntil = -3_001
  #failing = 0
  /** Until then nothing can be put. */
  #fullUntil = 0
  generation: number
  /** Those of the last who opened it. */
  #migrations: Migrations
  faults: DiskFaults = { failure: 0, failed: () => undefined }

  constructor(timeline: Timeline, random: Random, image: Image = blank) {
    this.#timeline = timeline
    this.#random = random
    this.#commits = [...image.commits]
    this.promised = new Map(image.promised)
    this.generation = image.generation
    this.#migrations = image.migrations
    this.#database = new MemoryDatabase('disk', this.#rooms, FastDraft)
  }

  /** Transactions committed so far. */
  get version(): number {
    return this.#commits.length
  }

  /** Transactions that no loss of power undoes. */
  get safeVersion(): number {
    return this.#commits.findLastIndex(({ strict }) => strict) + 1
  }

  image(version: number = this.version): Image {
    const promised = new Map([...this.promised].filter(([, at]) => at <= version))
    return { commits: this.#commits.slice(0, version), promised, generation: this.generation, migrations: this.#migrations }
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
  contents(): Contents {
    const entriesOf = (name: StoreName): Contents[StoreName] => {
      const { keys, values } = this.#rooms[name]
      return keys.map((key, at) => [key, values[at]] as const)
    }
    const [meta, outbox, log, pages, journal] = [
      entriesOf('meta'),
      entriesOf('outbox'),
      entriesOf('log'),
      entriesOf('pages'),
      entriesOf('journal'),
    ]
    return { meta, outbox, log, pages, journal }
  }

  /** A bit flips in a row of the reference, if there is one. Resolves with whether there was. */
  async rot(): Promise<boolean> {
    const contents = this.contents()
    const rows = rotting.flatMap((room) => contents[room].map(([key, value]) => ({ room, key, value })))
    const row = rows.length === 0 ? null : this.#random.pick(rows)
    const stored = row?.value as { readonly bytes?: Uint8Array } | undefined
    if (row === null || stored?.bytes === undefined) return false
    const flipped = { ...stored, bytes: withFlippedBit(stored.bytes, this.#random) }
    const store = await this.#enter({ migrations: this.#migrations })
    await this.#write(store, 'relaxed', async (writer) => {
      writer.put(row.room, row.key, flipped)
    })
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
    const inner = await this.#enter({
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
      write: (durability, body) => inTurn(() => this.#write(inner, durability, (writer) => body(this.#narrow(writer)))),
      append: (durability, value) =>
        inTurn(() => this.#write(inner, durability, (writer) => this.#narrow(writer).append('journal', value))),
      close: () => inner.close(),
      erase: () => inner.erase(),
    }
  }

  get #rooms(): Rooms {
    return this.#commits.at(-1)?.rooms ?? nothing
  }

  async #enter(options: OpenOptions): Promise<ReplicaStore> {
    return new MemoryHandle(this.#database, await this.#database.enter(options))
  }

  #write<T>(inner: ReplicaStore, durability: Durability, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    return inner.write(durability, async (writer) => {
      const value = await body(writer)
      if (writer instanceof FastDraft && writer.rooms !== this.#rooms)
        this.#commits.push({ strict: durability === 'strict', rooms: writer.rooms })
      return value
    })
  }

  /** Nothing can be put while the disk is full. */
  #narrow(writer: StoreWriter): StoreWriter {
    const needRoom = (): void => {
      if (this.#timeline.elapsed < this.#fullUntil) throw full()
    }
    return {
      get: (store, key) => writer.get(store, key),
      keys: (store, range) => writer.keys(store, range),
      entries: (store, range) => writer.entries(store, range),
      put: (store, key, stored) => {
        needRoom()
        writer.put(store, key, stored)
      },
      append: (store, stored) => {
        needRoom()
        return writer.append(store, stored)
      },
      delete: (store, key) => {
        writer.delete(store, key)
      },
      deleteRange: (store, range) => {
        writer.deleteRange(store, range)
      },
      clear: (store) => {
        writer.clear(store)
      },
    }
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
