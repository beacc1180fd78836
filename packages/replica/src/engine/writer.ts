import { TorsorError, toErrorRecord } from '@torsor/core'
import * as limits from '@torsor/protocol/limits'
import { composeDraftInto } from '../edits/compose.js'
import { isEmptyDraft, type Draft } from '../edits/draft.js'
import { draftOf } from '../edits/intents.js'
import { weightOf } from '../edits/weight.js'
import { isKept, type Entry, type OpenEntry, type PacketEntry } from '../outbox/entry.js'
import type { EngineEvent, WriteRequest } from '../space/engine-port.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { readFace } from '../storage/journal.js'
import { appendChecked } from '../transactions/append-batch.js'
import type { SpaceCore } from './space-core.js'

const RETRY_MS = 1_000
/** What may wait unfrozen: it will be one packet, and a packet has a bound. Half of it leaves room for keys and headers. */
const OPEN_BYTES = limits.packet / 2

export interface WriterListener {
  emit(event: EngineEvent): void
  /** Something that was written may be told: it lies on the disk and may be frozen, or it was refused, or has to wait. */
  changed(): void
  failed(error: TorsorError): void
}

/** What is written while a transaction runs gathers here: it will be one batch. */
interface Gathering extends OpenEntry {
  size: number
  writes: [face: string, first: number, last: number][]
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
  /** The version of the outbox of which it was told how far it is synced. */
  #reported = -1
  #gathering: Gathering | null = null
  /** What waits unfrozen without what is gathering, and the entries of which that was the sum. */
  #open: { readonly of: readonly Entry[]; readonly bytes: number } = { of: [], bytes: 0 }

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

  /** More was written than the transaction under way holds. */
  get isBusy(): boolean {
    return this.#gathering !== null
  }

  knows(face: string): boolean {
    return this.#face === face
  }

  /** Writes were taken in that the face has not been told of. */
  hasNews(): boolean {
    return this.#told < this.#through
  }

  /** The face is told of everything that READ holds. */
  told(): void {
    this.#told = this.#through
  }

  /** A page load introduces itself; what it wrote through an earlier worker may be on the disk already (rule 13). */
  async begin(face: string): Promise<void> {
    if (this.#face === face) return
    const stored = await this.#core.store.read((reader) => readFace(reader, face))
    this.#face = face
    this.#through = Math.max(this.#through, stored)
    this.#reported = -1
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
      if (isEmptyDraft(draft)) return this.#skip()
      this.#gather(request, draft, size)
    } catch (error) {
      this.reject(request.number, asStorageError(error))
      return this.#skip()
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
    const { entries } = this.#core.memory.accumulator
    let persisted = this.#through
    for (const entry of this.#unsaved()) persisted = Math.min(persisted, firstOf(entry, face) - 1)
    this.#tellPersisted(persisted)
    if (this.#reported === this.#core.outbox.version) return
    this.#reported = this.#core.outbox.version
    let synced = this.#through
    for (const entry of entries) {
      if (isKept(entry)) continue
      if (entry.kind === 'refused') this.#refuse(entry, face)
      else synced = Math.min(synced, firstOf(entry, face) - 1)
    }
    if (synced <= this.#synced) return
    this.#synced = synced
    this.#listener.emit({ type: 'synced', through: synced })
  }

  /** Resolves when everything accepted is on the disk, or could not be brought there. */
  async flush(): Promise<void> {
    await this.#core.queue.run(() => this.#persist())
  }

  close(): void {
    this.#cancelRetry?.()
  }

  #refuse({ writes, refusal }: PacketEntry, face: string): void {
    const error = new TorsorError('packet-refused', refusal?.message ?? 'refused', refusal ?? {})
    for (const [by, first, last] of writes) if (by === face) for (let number = first; number <= last; number++) this.reject(number, error)
  }

  /** A write that comes to nothing is through all the same. */
  #skip(): void {
    this.#reported = -1
    this.#listener.changed()
  }

  #tellPersisted(through: number): void {
    if (through <= this.#persisted) return
    this.#persisted = through
    this.#listener.emit({ type: 'persisted', through })
  }

  #gather({ face, number }: WriteRequest, draft: Draft, size: number): void {
    const { accumulator, touched, now } = this.#core.memory
    touched.all(draft)
    const gathering = this.#gathering
    const writes = gathering?.writes.at(-1)
    if (gathering !== null && writes !== undefined && writes[0] === face) {
      composeDraftInto(gathering.draft, draft)
      accumulator.extend(draft)
      gathering.size += size
      writes[2] = number
      return
    }
    const last = ++this.#sequence
    this.#gathering = { kind: 'open', id: null, from: last, to: last, at: now(), size, writes: [[face, number, number]], draft }
    accumulator.append(this.#gathering)
  }

  /** What is on no disk stands at the end. */
  #unsaved(): readonly OpenEntry[] {
    const { entries } = this.#core.memory.accumulator
    const unsaved: OpenEntry[] = []
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at]
      if (entry?.kind !== 'open' || entry.id !== null) break
      unsaved.unshift(entry)
    }
    return unsaved
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#core.queue.run(() => this.#persist())
  }

  /** One transaction for everything written since the last one: the disk sets the pace. */
  async #persist(): Promise<void> {
    this.#scheduled = false
    const unsaved = this.#unsaved()
    if (unsaved.length === 0) return this.#listener.changed()
    this.#gathering = null
    this.#open = { of: [], bytes: 0 }
    const durability = this.#strict ? 'strict' : 'relaxed'
    this.#strict = false
    try {
      await this.#store(unsaved, durability)
      this.#healthy = true
    } catch (error) {
      if (durability === 'strict') this.#strict = true
      await this.#afterFailure(asStorageError(error), unsaved)
      return this.#listener.changed()
    }
    this.#listener.changed()
    await this.#fold()
  }

  /** The usual batch is the only one, and all is as this tab believes. Where not, what is stored is looked at first. */
  async #store(unsaved: readonly OpenEntry[], durability: 'relaxed' | 'strict'): Promise<void> {
    const { memory, options } = this.#core
    const [only] = unsaved
    const id = memory.accumulator.currentId
    if (this.#healthy && unsaved.length === 1 && only !== undefined && id !== null) {
      const stored = (): void => this.#tellPersisted(only.writes.at(-1)?.[2] ?? 0)
      if (await this.#core.append(only, id, durability, stored)) return
    }
    const mintId = (): string => hex(options.world.random.bytes(8))
    const change = await this.#core.commit((store) => appendChecked(store, durability, unsaved, mintId), new Set(unsaved))
    if (change === null) await this.#core.resynchronize()
  }

  async #fold(): Promise<void> {
    if (this.#core.outbox.unfolded.size < (this.#core.options.foldAfter ?? 512)) return
    try {
      await this.#core.fold()
    } catch (error) {
      // What it would have folded lies where it lay.
      this.#listener.failed(asStorageError(error))
      await this.#core.resynchronize()
    }
  }

  /** A commit of unknown outcome is settled by reading; a failed one is tried again, and its edits stay in READ. */
  async #afterFailure(error: TorsorError, unsaved: readonly OpenEntry[]): Promise<void> {
    if (this.#healthy) this.#listener.failed(error)
    this.#healthy = false
    const face = this.#face
    const last = Math.max(...unsaved.flatMap((entry) => entry.writes.map(([, , number]) => number)))
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

  /** Summed anew where the entries are others: not for every write of a burst. */
  #openBytes(): number {
    const { entries } = this.#core.memory.accumulator
    const gathering = this.#gathering
    if (this.#open.of !== entries) {
      let bytes = 0
      for (const entry of entries) if (entry.kind === 'open' && entry !== gathering) bytes += entry.size
      this.#open = { of: entries, bytes }
    }
    return this.#open.bytes + (gathering?.size ?? 0)
  }
}

/** The first of a face's writes that an entry holds. */
function firstOf(entry: Entry, face: string): number {
  let first = Infinity
  for (const [by, from] of entry.writes) if (by === face) first = Math.min(first, from)
  return first
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
