import { TorsorError, toErrorRecord } from '@torsor/core'
import type { Durability } from '@torsor/store'
import { limits } from '@torsor/protocol'
import { isEmptyDraft } from '../edits/draft.js'
import { draftOf } from '../edits/intents.js'
import { weightOf } from '../edits/weight.js'
import { isKept, type Entry, type OpenEntry } from '../outbox/entry.js'
import type { EngineEvent, WriteRequest } from '../space/engine-port.js'
import { readFace } from '../storage/layout.js'
import { appendBatch } from '../transactions/append-batch.js'
import { asStorageError, type SpaceCore } from './space-core.js'

/** Open batches of this boot beyond which the next transaction folds them into one row. */
const FOLD_AFTER = 64
const RETRY_MS = 1_000
/** What may wait unfrozen: it will be one packet, and a packet has a bound. Half of it leaves room for keys and headers. */
const OPEN_BYTES = limits.packet / 2

export interface WriterListener {
  emit(event: EngineEvent): void
  /** Batches came to lie on the disk: they may be frozen now. */
  persisted(): void
  failed(error: TorsorError): void
}

/** Takes the writes of one face: into READ at once, then batched onto the disk, then tells what became of them. */
export class FaceWriter {
  readonly #core: SpaceCore
  readonly #listener: WriterListener
  #face: string | null = null
  #through = 0
  #persisted = 0
  #synced = 0
  #rejected = new Set<number>()
  #scheduled = false
  #strict = false
  #cancelRetry: (() => void) | null = null
  #sequence = 0
  #healthy = true
  #told = 0

  constructor(core: SpaceCore, listener: WriterListener) {
    this.#core = core
    this.#listener = listener
  }

  /** Every write up to this number is in READ. */
  get through(): number {
    return this.#through
  }

  /** The last transaction succeeded: edits reach the disk. */
  get healthy(): boolean {
    return this.#healthy
  }

  knows(face: string): boolean {
    return this.#face === face
  }

  /** Writes were taken in that the face has not been told of. */
  hasNews(): boolean {
    return this.#told < this.#through
  }

  /** A page load introduces itself; what it wrote through an earlier worker may be on the disk already (rule 13). */
  async begin(face: string): Promise<void> {
    if (this.#face === face) return
    const stored = await this.#core.store.read((reader) => readFace(reader, face))
    this.#face = face
    this.#through = Math.max(this.#through, stored)
    this.report()
  }

  accept(request: WriteRequest): void {
    if (request.number <= this.#through) return
    this.#through = request.number
    const { memory } = this.#core
    try {
      const size = weightOf(request.intents)
      const bytes = this.#openBytes() + size
      if (bytes > OPEN_BYTES) throw tooMuchOpen(bytes)
      const draft = draftOf(request.intents, memory)
      if (isEmptyDraft(draft)) return
      const number = ++this.#sequence
      const entry: OpenEntry = {
        kind: 'open',
        id: null,
        from: number,
        to: number,
        at: memory.now(),
        size,
        writes: [[request.face, request.number, request.number]],
        draft,
      }
      memory.accumulator.append(entry)
      memory.touched.all(draft)
    } catch (error) {
      this.reject(request.number, asStorageError(error))
      return
    }
    if (request.durability === 'strict') this.#strict = true
    this.#schedule()
  }

  reject(number: number, error: TorsorError): void {
    if (this.#rejected.has(number)) return
    this.#rejected.add(number)
    this.#listener.emit({ type: 'rejected', number, error: toErrorRecord(error) })
  }

  /** Tells how far this face's writes are persisted and synced, where that moved on; and what was refused. */
  report(): void {
    const face = this.#face
    if (face === null) return
    this.#told = this.#through
    let persisted = this.#through
    let synced = this.#through
    for (const entry of this.#core.memory.accumulator.entries) {
      for (const [by, first, last] of entry.writes) {
        if (by !== face || isKept(entry)) continue
        if (entry.kind === 'refused') {
          const error = new TorsorError('packet-refused', entry.refusal?.message ?? 'refused', entry.refusal ?? {})
          for (let number = first; number <= last; number++) this.reject(number, error)
          continue
        }
        if (entry.id === null) persisted = Math.min(persisted, first - 1)
        synced = Math.min(synced, first - 1)
      }
    }
    if (persisted > this.#persisted) {
      this.#persisted = persisted
      this.#listener.emit({ type: 'persisted', through: persisted })
    }
    if (synced > this.#synced) {
      this.#synced = synced
      this.#listener.emit({ type: 'synced', through: synced })
    }
  }

  /** Resolves when everything accepted is on the disk, or could not be brought there. */
  async flush(): Promise<void> {
    await this.#core.queue.run(() => this.#persist())
  }

  close(): void {
    this.#cancelRetry?.()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#core.queue.run(() => this.#persist())
  }

  /** One transaction for everything written since the last one: the disk sets the pace. */
  async #persist(): Promise<void> {
    this.#scheduled = false
    const { memory, options } = this.#core
    const unsaved = memory.accumulator.entries.filter((entry): entry is OpenEntry => entry.kind === 'open' && entry.id === null)
    if (unsaved.length === 0) {
      this.report()
      return
    }
    const durability: Durability = this.#strict ? 'strict' : 'relaxed'
    this.#strict = false
    const settling: ReadonlySet<Entry> = new Set(unsaved)
    try {
      const mintId = (): string => hex(options.world.random.bytes(8))
      const fold = this.#openRows() >= FOLD_AFTER
      const change = await this.#core.commit((store) => appendBatch(store, unsaved, { durability, fold, mintId }), settling)
      this.#healthy = true
      if (change === null) await this.#core.resynchronize()
    } catch (error) {
      if (durability === 'strict') this.#strict = true
      await this.#afterFailure(asStorageError(error), settling)
      return
    }
    this.report()
    this.#listener.persisted()
  }

  /** A commit of unknown outcome is settled by reading; a failed one is tried again, and its edits stay in READ. */
  async #afterFailure(error: TorsorError, settling: ReadonlySet<Entry>): Promise<void> {
    if (this.#healthy) this.#listener.failed(error)
    this.#healthy = false
    const face = this.#face
    const last = Math.max(...[...settling].flatMap((entry) => entry.writes.map(([, , number]) => number)))
    try {
      const stored = face === null ? 0 : await this.#core.store.read((reader) => readFace(reader, face))
      if (stored >= last) {
        this.#healthy = true
        return await this.#core.resynchronize()
      }
    } catch {
      // The disk cannot even be read: the next try tells.
    }
    this.#cancelRetry?.()
    this.#cancelRetry = this.#core.options.world.clock.after(RETRY_MS, () => {
      this.#schedule()
    })
  }

  #openRows(): number {
    let rows = 0
    for (const entry of this.#core.memory.accumulator.entries) if (entry.kind === 'open' && entry.id !== null) rows++
    return rows
  }

  #openBytes(): number {
    let bytes = 0
    for (const entry of this.#core.memory.accumulator.entries) if (entry.kind === 'open') bytes += entry.size
    return bytes
  }
}

function tooMuchOpen(bytes: number): TorsorError<'too-large'> {
  return new TorsorError('too-large', `${bytes} bytes of edits wait for a relay, which is as much as one packet takes; sync first`, {
    retryable: true,
    data: { bytes, limit: OPEN_BYTES },
  })
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
