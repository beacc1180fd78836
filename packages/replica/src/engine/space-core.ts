import { decodeAbsolute, TorsorError } from '@torsor/core'
import type { Durability, ReplicaStore } from '@torsor/store'
import { contentOf, type Entry, type OpenEntry } from '../outbox/entry.js'
import { Memory } from '../read/memory.js'
import { DecodedDeltas } from '../reference/decoded-deltas.js'
import { DirtyPages } from '../reference/dirty-pages.js'
import { readRevision } from '../storage/journal.js'
import { initialReference, type ReferenceMeta } from '../storage/layout.js'
import { isReference, loadReplica, setAside, type LoadedReplica } from '../storage/load.js'
import { fromOutboxRow, toOutboxRow } from '../storage/rows.js'
import { SerialQueue } from '../storage/serial-queue.js'
import { ChangeSequence } from '../tabs/change-sequence.js'
import { appendBatch } from '../transactions/append-batch.js'
import { foldJournal } from '../transactions/fold-journal.js'
import { unchanged, type Change } from '../transactions/change.js'
import type { Channel } from '../world/ports.js'
import type { SpaceOptions } from './options.js'

export interface CoreListener {
  /** READ, pending marks or the outbox may differ: look at `memory`. */
  changed(): void
  failed(error: TorsorError): void
}

/** Between two tries to read a disk that cannot be read. */
const RETRY_MS = 1_000

/** Batches in memory that a revision puts on the disk, and the entry which then stands for them, where it is known. */
interface Settling {
  /** Null: those that have left the disk. */
  readonly batches: ReadonlySet<Entry> | null
  readonly entry: OpenEntry | null
}

/** What changed in this tab is told to the others as is. */
export interface ChangeMessage {
  readonly type: 'change'
  readonly change: Change
}

/**
 * One space in one tab: its storage, and the memory that mirrors it. Every transaction anywhere yields a `Change`, which
 * every tab applies to its memory in order of commit.
 */
export class SpaceCore {
  readonly options: SpaceOptions
  readonly memory: Memory
  readonly queue: SerialQueue = new SerialQueue()
  readonly deltas: DecodedDeltas = new DecodedDeltas()
  readonly #store: ReplicaStore
  readonly #sequence: ChangeSequence
  readonly #listener: CoreListener
  readonly #settling = new Map<number, Settling>()
  #channel: Channel | null = null
  /** There are, or were, other tabs on the storage. */
  #hasNeighbours = true
  #resynchronizing: Promise<void> | null = null
  #closing = false
  #endPause: () => void = () => undefined
  #meta: ReferenceMeta = initialReference
  /** Entries that lie in the journal. */
  #unfolded = new Set<Entry>()
  /** Counts what may have brought a write to a relay, or back. */
  #outboxVersion = 0
  /** What the next batch of the current id gets. */
  #nextNumber = 1
  #staging: LoadedReplica['staging'] = null
  /** Pages that the log has changed since the last checkpoint, and how much log there is. */
  dirty: DirtyPages = new DirtyPages(1, new Map())

  constructor(options: SpaceOptions, store: ReplicaStore, listener: CoreListener) {
    this.options = options
    this.#store = store
    this.#listener = listener
    this.memory = new Memory(options.schema, () => options.world.clock.now())
    this.#sequence = new ChangeSequence(
      options.world.clock,
      (change) => {
        try {
          this.#apply(change)
        } catch (error) {
          // Memory must never stay behind the disk: whatever another tab stored, reading it sets aside what is damaged.
          listener.failed(asStorageError(error))
          void this.resynchronize()
        }
      },
      () => {
        void this.resynchronize()
      },
    )
  }

  get store(): ReplicaStore {
    return this.#store
  }

  get meta(): ReferenceMeta {
    return this.#meta
  }

  set meta(meta: ReferenceMeta) {
    this.#meta = meta
  }

  /** Another one than before: entries were frozen, confirmed, refused or read anew, not only added. */
  get outboxVersion(): number {
    return this.#outboxVersion
  }

  /** How many batches lie in the journal. */
  get journalLength(): number {
    return this.#unfolded.size
  }

  /** Folds the journal. */
  async fold(): Promise<void> {
    const { entries } = this.memory.accumulator
    const folding = await foldJournal(this.#store, { revision: this.revision, entries, unfolded: this.#unfolded })
    if (folding === null) return
    const [entry = null, another] = folding.folded
    await this.#committed(folding.change, another === undefined ? { batches: null, entry } : undefined)
  }

  /** Everything committed up to here is in memory. */
  get revision(): number {
    return this.#sequence.revision
  }

  /** What an interrupted catching-up left on the disk when it was read. */
  get staging(): LoadedReplica['staging'] {
    return this.#staging
  }

  dropStaging(): void {
    this.#staging = null
  }

  /** Reads the disk for the first time. Damaged rows are set aside and reported; the rest loads. */
  async load(): Promise<void> {
    this.#sequence.hold()
    const loaded = await loadReplica(this.#store, this.#turn)
    await this.#setAside(loaded)
    this.#adopt(loaded)
  }

  /** `alone`: no other tab has the storage open. One that comes later is met. */
  connect(channel: Channel, alone: boolean): void {
    this.#channel = channel
    this.#hasNeighbours = !alone
  }

  /** Another tab was heard. */
  meet(): void {
    this.#hasNeighbours = true
  }

  /** Another tab stands at this revision. */
  notice(revision: number): void {
    this.#sequence.notice(revision)
  }

  /** Commits a transaction that yields a change, applies the change here in its order, and tells the other tabs. */
  async commit(transaction: (store: ReplicaStore) => Promise<Change | null>, batches?: ReadonlySet<Entry>): Promise<Change | null> {
    const change = await transaction(this.#store)
    if (change !== null) await this.#committed(change, batches === undefined ? undefined : { batches, entry: null })
    return change
  }

  /**
   * Stores a batch of memory without reading anything, and says so as soon as it is known. False: another tab committed
   * something meanwhile, try otherwise.
   */
  async append(batch: OpenEntry, id: string, durability: Durability, stored: () => void): Promise<boolean> {
    const after = this.revision
    const number = this.#nextNumber
    const entry = { ...batch, id, from: number, to: number }
    const row = toOutboxRow(entry)
    const revision = await appendBatch(this.#store, durability, { ...row, after })
    if (revision !== after + 1) {
      await this.#committed(unchanged(revision))
      return false
    }
    stored()
    // Who waits for it hears of it first: the rest is done while they go on.
    await Promise.resolve()
    const settling = { batches: new Set([batch]), entry: { ...entry, size: row.bytes.length } }
    await this.#committed({ ...unchanged(revision), put: [row] }, settling)
    return true
  }

  async #committed(change: Change, settling?: Settling): Promise<void> {
    if (settling !== undefined) this.#settling.set(change.revision, settling)
    if (this.#hasNeighbours) this.#channel?.post({ type: 'change', change } satisfies ChangeMessage)
    await this.#sequence.arrive(change)
    if (this.#resynchronizing !== null) await this.#resynchronizing
  }

  /** Another tab committed a change. */
  receive(change: Change): void {
    void this.#sequence.arrive(change)
  }

  /**
   * Reads everything from the disk again, and shows what came out different in one step. Resolves when that is done;
   * a disk that cannot be read is tried until it can be.
   */
  resynchronize(): Promise<void> {
    // What is committed from here on may be missing in what is read: it is applied after.
    this.#sequence.hold()
    this.#resynchronizing ??= this.#readAgain().finally(() => {
      this.#resynchronizing = null
    })
    return this.#resynchronizing
  }

  /** Whether another tab committed something that it never told: then it will be read. */
  async lookForChanges(): Promise<boolean> {
    try {
      const revision = await this.#store.read(readRevision)
      this.#sequence.notice(revision)
      return revision > this.revision
    } catch {
      // A disk that cannot be read has nothing new to tell; the next look will.
      return false
    }
  }

  /** Nothing waits for a disk that cannot be read any more. */
  prepareClose(): void {
    this.#closing = true
    this.#endPause()
  }

  close(): void {
    this.prepareClose()
    this.#sequence.close()
    this.#channel?.close()
    this.#channel = null
  }

  async #readAgain(): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        const loaded = await loadReplica(this.#store, this.#turn)
        await this.#setAside(loaded)
        const { memory } = this
        memory.touchAll()
        this.#adopt(loaded)
        memory.touchAll()
        this.#listener.changed()
        // A change that waited behind what was read may itself ask for a reading: this one was too early for it.
        if (!this.#sequence.held || this.#closing) return
      } catch (error) {
        if (!told) this.#listener.failed(asStorageError(error))
        if (this.#closing) return this.#sequence.close()
        await this.#pause()
      }
    }
  }

  /** Lets everything go first that waits. */
  readonly #turn = (): Promise<void> =>
    new Promise((resolve) => {
      this.options.world.clock.after(0, resolve)
    })

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.world.clock.after(RETRY_MS, resolve)
      this.#endPause = () => {
        cancel()
        resolve()
      }
    })
  }

  async #setAside(loaded: LoadedReplica): Promise<void> {
    for (const damage of loaded.damages) this.#listener.failed(damage.error)
    await setAside(this.#store, loaded.damages, this.options.world.clock.now())
  }

  #adopt(loaded: LoadedReplica): void {
    const { memory } = this
    const torn = loaded.damages.some(({ store }) => isReference(store))
    this.#meta = torn ? { ...loaded.reference, nonce: null, position: 0 } : loaded.reference
    this.#staging = torn ? null : loaded.staging
    memory.reference = loaded.state
    memory.place = { nonce: this.#meta.nonce, position: this.#meta.position }
    // Which pages the log touched is not stored: the first checkpoint after opening rewrites those of all its cells.
    this.dirty = new DirtyPages(this.#meta.pageCount, loaded.pageSizes)
    for (const { delta, bytes } of loaded.log) this.dirty.add(delta, bytes)
    const unsaved = memory.accumulator.entries.filter((entry) => entry.id === null && !isOnDisk(entry, loaded.faces))
    memory.accumulator.replace([...loaded.entries, ...unsaved], loaded.identity.id)
    this.#unfolded = new Set(loaded.unfolded)
    this.#outboxVersion++
    this.#nextNumber = loaded.identity.next
    this.#countNumbers(loaded.entries)
    for (const revision of this.#settling.keys()) if (revision <= loaded.revision) this.#settling.delete(revision)
    this.#sequence.reset(loaded.revision)
  }

  #apply(change: Change): void {
    const { memory } = this
    const settling = this.#settling.get(change.revision)
    this.#settling.delete(change.revision)
    this.#applyOutbox(change, settling)
    this.#applyLog(change)
    if (change.place !== undefined)
      this.#meta = { ...this.#meta, ...change.place, lastSyncedAt: change.lastSyncedAt ?? this.#meta.lastSyncedAt }
    if (!memory.touched.isEmpty || change.put.length > 0 || change.deleted.length > 0 || change.place !== undefined)
      this.#listener.changed()
  }

  #applyOutbox(change: Change, settling: Settling | undefined): void {
    const { accumulator, touched } = this.memory
    const currentId = change.identity ?? accumulator.currentId
    if (change.identity !== undefined) this.#nextNumber = 1
    const own = settling?.entry ?? null
    const put = own === null ? change.put.map(fromOutboxRow) : [own]
    this.#countNumbers(put, currentId)
    const [only] = put
    const isBatch = put.length === 1 && only?.kind === 'open' && change.place === undefined && change.deleted.length === 0
    if (isBatch && only !== undefined) this.#unfolded.add(only)
    // The usual cases, one more open batch and one row for several, must not fold the whole queue anew.
    if (put.length === 1 && only?.kind === 'open' && change.place === undefined && only.id === currentId) {
      const gone = settling?.batches ?? this.#standFor(change, only)
      if (gone.size > 0) {
        for (const entry of gone) this.#unfolded.delete(entry)
        return accumulator.exchange(gone, only, currentId)
      }
      if (accumulator.currentId === currentId && isBatch) {
        accumulator.append(only)
        touched.all(only.draft)
        return
      }
    }
    if (put.length === 0 && change.deleted.length === 0 && currentId === accumulator.currentId) return
    this.#outboxVersion++
    const gone = new Set([...change.deleted, ...put.map((entry) => [entry.id, entry.from] as const)].map(([id, from]) => `${id}:${from}`))
    const kept: Entry[] = []
    for (const entry of accumulator.entries) {
      if (settling?.batches?.has(entry) === true) continue
      if (entry.id !== null && gone.has(`${entry.id}:${entry.from}`)) {
        touchEntry(entry)
        this.#unfolded.delete(entry)
      } else kept.push(entry)
    }
    for (const entry of put) touchEntry(entry)
    accumulator.replace([...kept, ...put], currentId)

    function touchEntry(entry: Entry): void {
      touched.all(contentOf(entry))
    }
  }

  /** The open batches in memory that an open row replaces, when they are just what it holds. */
  #standFor({ deleted }: Change, { id, from, to }: OpenEntry): ReadonlySet<Entry> {
    const gone = new Set<Entry>()
    if (deleted.length === 0) return gone
    let batches = 0
    for (const entry of this.memory.accumulator.entries) {
      if (entry.kind !== 'open' || entry.id !== id || entry.from < from || entry.to > to) continue
      gone.add(entry)
      batches += entry.to - entry.from + 1
    }
    return batches === to - from + 1 && gone.size === deleted.length ? gone : new Set()
  }

  #countNumbers(entries: readonly Entry[], currentId: string | null = this.memory.accumulator.currentId): void {
    for (const { id, to } of entries) if (id !== null && id === currentId) this.#nextNumber = Math.max(this.#nextNumber, to + 1)
  }

  #applyLog(change: Change): void {
    const { memory } = this
    const first = change.log[0]
    if (first !== undefined && first.previous !== memory.place.position) {
      // A tab that led on a stale reference: the disk knows.
      void this.resynchronize()
      return
    }
    for (const row of change.log) {
      const delta = row.kind === 'delta' ? this.deltas.of(row.bytes) : decodeAbsolute(row.bytes)
      if (row.kind === 'delta') memory.applyToReference(delta)
      else memory.loadIntoReference(delta)
      this.dirty.add(delta, row.bytes.length)
    }
    if (change.place !== undefined) memory.place = change.place
  }
}

/** A write is on the disk as soon as its page's counter there has reached its number (rule 13). */
function isOnDisk(entry: Entry, faces: ReadonlyMap<string, number>): boolean {
  return entry.writes.every(([face, , last]) => (faces.get(face) ?? 0) >= last)
}

export function asStorageError(error: unknown): TorsorError {
  if (error instanceof TorsorError) return error
  return new TorsorError('storage-failed', error instanceof Error ? error.message : String(error), { cause: error })
}
