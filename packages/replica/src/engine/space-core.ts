import type { TorsorError } from '@torsor/core'
import type { Durability, ReplicaStore } from '@torsor/store'
import { OutboxMirror, type Settling } from '../mirror/outbox-mirror.js'
import { ReferenceMirror } from '../mirror/reference-mirror.js'
import type { Entry, OpenEntry } from '../outbox/entry.js'
import { Memory } from '../read/memory.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { DiskReader } from '../storage/disk-reader.js'
import { readRevision } from '../storage/journal.js'
import type { LoadedReplica } from '../storage/load.js'
import { toOutboxRow } from '../storage/rows.js'
import { SerialQueue } from '../storage/serial-queue.js'
import { ChangeSequence } from '../tabs/change-sequence.js'
import { Neighbours } from '../tabs/neighbours.js'
import { appendBatch } from '../transactions/append-batch.js'
import { foldJournal } from '../transactions/fold-journal.js'
import { unchanged, type Change } from '../transactions/change.js'
import { Health } from './health.js'
import type { SpaceOptions } from './options.js'

export interface CoreListener {
  /** READ, pending marks or the outbox may differ: look at `memory`. */
  changed(): void
  failed(error: TorsorError): void
  /** The disk is to be given up. */
  stranded(): void
  /** The reference was found to have a hole: only another session brings it whole. */
  torn(): void
}

/**
 * One space in one tab: its storage, and the memory that mirrors it. Every transaction anywhere yields a `Change`, which
 * every tab applies to its memory in order of commit.
 */
export class SpaceCore {
  readonly options: SpaceOptions
  readonly store: ReplicaStore
  readonly memory: Memory
  readonly outbox: OutboxMirror
  readonly reference: ReferenceMirror
  readonly queue: SerialQueue = new SerialQueue()
  readonly neighbours: Neighbours = new Neighbours()
  readonly health: Health
  readonly #sequence: ChangeSequence
  readonly #reader: DiskReader
  readonly #listener: CoreListener

  constructor(options: SpaceOptions, store: ReplicaStore, listener: CoreListener) {
    const { clock } = options.world
    this.options = options
    this.store = store
    this.#listener = listener
    this.health = new Health(clock, () => {
      listener.stranded()
    })
    this.memory = new Memory(options.schema, () => clock.now())
    this.outbox = new OutboxMirror(this.memory)
    this.reference = new ReferenceMirror(this.memory)
    this.#reader = new DiskReader(store, clock, {
      adopt: (loaded) => this.#replace(loaded),
      failed: (error) => {
        listener.failed(error)
      },
      gaveUp: () => {
        this.#sequence.close()
      },
    })
    this.#sequence = new ChangeSequence(
      clock,
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

  /** Everything committed up to here is in memory. */
  get revision(): number {
    return this.#sequence.revision
  }

  /** Reads the disk for the first time. */
  async load(): Promise<void> {
    this.#sequence.hold()
    this.#adopt(await this.#reader.read())
  }

  /** Another tab stands at this revision. */
  notice(revision: number): void {
    this.#sequence.notice(revision)
  }

  /** Another tab committed a change. */
  receive(change: Change): void {
    void this.#sequence.arrive(change)
  }

  /** Commits a transaction that yields a change, applies the change here in its order, and tells the other tabs. */
  async commit(transaction: (store: ReplicaStore) => Promise<Change | null>, batches?: ReadonlySet<Entry>): Promise<Change | null> {
    const change = await transaction(this.store)
    if (change !== null) await this.#committed(change, batches === undefined ? undefined : { batches, entry: null })
    return change
  }

  /**
   * Stores a batch of memory without reading anything, and says so as soon as it is known. False: another tab committed
   * something meanwhile, try otherwise.
   */
  async append(batch: OpenEntry, id: string, durability: Durability, stored: () => void): Promise<boolean> {
    const after = this.revision
    const number = this.outbox.nextNumber
    const entry = { ...batch, id, from: number, to: number }
    const row = toOutboxRow(entry)
    const revision = await appendBatch(this.store, durability, { ...row, after })
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

  /** Folds the journal. */
  async fold(): Promise<void> {
    const { entries } = this.memory.accumulator
    const folding = await foldJournal(this.store, { revision: this.revision, entries, unfolded: this.outbox.unfolded })
    if (folding === null) return
    const [entry = null, another] = folding.folded
    await this.#committed(folding.change, another === undefined ? { batches: null, entry } : undefined)
  }

  /**
   * Reads everything from the disk again, and shows what came out different in one step. Resolves when that is done;
   * a disk that cannot be read is tried until it can be.
   */
  resynchronize(): Promise<void> {
    // What is committed from here on may be missing in what is read: it is applied after.
    this.#sequence.hold()
    return this.#reader.readAgain()
  }

  /** Whether another tab committed something that it never told: then it will be read. */
  async lookForChanges(): Promise<boolean> {
    try {
      const revision = await this.store.read(readRevision)
      this.#sequence.notice(revision)
      return revision > this.revision
    } catch {
      // A disk that cannot be read has nothing new to tell; the next look will.
      return false
    }
  }

  /** Nothing waits for a disk that cannot be read any more. */
  prepareClose(): void {
    this.#reader.close()
  }

  close(): void {
    this.prepareClose()
    this.#sequence.close()
    this.neighbours.close()
  }

  async #committed(change: Change, settling?: Settling): Promise<void> {
    this.health.succeeded()
    if (settling !== undefined) this.outbox.expect(change.revision, settling)
    this.neighbours.tell(change)
    await this.#sequence.arrive(change)
    if (this.#reader.running !== null) await this.#reader.running
  }

  #apply(change: Change): void {
    this.outbox.apply(change)
    if (!this.reference.apply(change)) void this.resynchronize()
    if (!this.memory.touched.isEmpty || change.put.length > 0 || change.deleted.length > 0 || change.place !== undefined)
      this.#listener.changed()
  }

  #adopt(loaded: LoadedReplica): void {
    this.reference.adopt(loaded)
    this.outbox.adopt(loaded)
    this.#sequence.reset(loaded.revision)
  }

  #replace(loaded: LoadedReplica): boolean {
    const stood = this.memory.place.nonce
    this.memory.touchAll()
    this.#adopt(loaded)
    this.memory.touchAll()
    this.#listener.changed()
    if (stood !== null && this.memory.place.nonce === null) this.#listener.torn()
    // A change that waited behind what was read may itself ask for a reading: this one was too early for it.
    return !this.#sequence.held
  }
}
