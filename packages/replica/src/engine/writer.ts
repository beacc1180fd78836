import { hex, type TorsorError } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'
import { isEmptyDraft } from '../edits/draft.js'
import { draftOf } from '../edits/intents.js'
import type { OpenEntry } from '../outbox/entry.js'
import type { EngineEvent, WriteRequest } from '../space/engine-port.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { readFace } from '../storage/journal.js'
import { appendChecked } from '../transactions/append-batch.js'
import { memoryId } from '../outbox/memory-id.js'
import { Gathering } from './gathering.js'
import type { SpaceCore } from './space-core.js'
import { Verdicts } from './verdicts.js'

const RETRY_MS = 1_000
export interface WriterListener {
  emit(event: EngineEvent): void
  /** Something that was written may be told: it lies on the disk and may be frozen, or it was refused, or has to wait. */
  changed(): void
  failed(error: TorsorError): void
}

/** Takes the writes of one face: into READ at once, then batched onto the disk, then tells what became of them. */
export class FaceWriter {
  readonly #core: SpaceCore
  readonly #listener: WriterListener
  readonly #verdicts: Verdicts
  readonly #gathering: Gathering
  #face: string | null = null
  #through = 0
  #scheduled = false
  #strict = false
  #cancelRetry: (() => void) | null = null
  #healthy = true
  #told = 0
  /** As they came: who takes over from this writer goes on with them. */
  #unstored: WriteRequest[] = []
  /** Writes up to this one may lie on a disk that cannot be read. */
  #held = 0
  /** The first that came: those before it are stored, and where they are not here it is not known what became of them. */
  #first = Infinity

  constructor(core: SpaceCore, listener: WriterListener) {
    this.#core = core
    this.#listener = listener
    this.#verdicts = new Verdicts(core, (event) => {
      listener.emit(event)
    })
    this.#gathering = new Gathering(core.memory)
    const { fallback, earlier } = core.options
    if (fallback?.copied === null) this.#held = earlier?.written ?? 0
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
    return this.#gathering.isGrowing
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
    this.#verdicts.again()
    this.report()
  }

  accept(request: WriteRequest): void {
    if (request.number <= this.#through) return
    this.#through = request.number
    this.#first = Math.min(this.#first, request.number)
    const { memory } = this.#core
    try {
      const size = this.#gathering.weigh(request)
      const draft = draftOf(request.intents, memory)
      if (isEmptyDraft(draft)) return this.#skip()
      const isAlone = (write: number): boolean => write <= this.#held || this.#memoryOf(request.face, write) !== undefined
      this.#gathering.add(request, draft, size, (last) => !isAlone(request.number) && !isAlone(last))
      this.#unstored.push(request)
    } catch (error) {
      this.#verdicts.reject(request.number, asStorageError(error))
      return this.#skip()
    }
    if (request.durability === 'strict') this.#strict = true
    this.#schedule()
  }

  /** Tells how far this face's writes are persisted and synced, where that moved on; and what was refused. */
  report(): void {
    const { fallback, earlier } = this.#core.options
    const knowsAll = fallback?.copied !== null || this.#first <= (earlier?.synced ?? 0) + 1
    if (this.#face !== null) this.#verdicts.report(this.#face, this.#through, this.#gathering.unsaved(), knowsAll)
  }

  /** Resolves when everything accepted is on the disk, or could not be brought there. */
  async flush(): Promise<void> {
    await this.#core.queue.run(() => this.#persist())
  }

  /** The disk can be read again, and holds what was written up to this one: the rest is on none. */
  release(stored: number): void {
    this.#held = stored
  }

  /** What it leaves behind that lies nowhere. */
  close(): readonly WriteRequest[] {
    this.#cancelRetry?.()
    return this.#unstored
  }

  /** A write that comes to nothing is through all the same. */
  #skip(): void {
    this.#verdicts.again()
    this.#listener.changed()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#core.queue.run(() => this.#persist())
  }

  /** One transaction for everything written since the last one: the disk sets the pace. */
  async #persist(): Promise<void> {
    this.#scheduled = false
    const unsaved = this.#gathering.unsaved().filter((entry) => !this.#isHeld(entry))
    if (unsaved.length === 0) {
      // What was believed to have failed turned out to be stored.
      this.#healthy = true
      return this.#listener.changed()
    }
    this.#gathering.close()
    const durability = this.#strict ? 'strict' : 'relaxed'
    this.#strict = false
    const requests = this.#unstored
    this.#unstored = requests.filter(({ number }) => number <= this.#held)
    try {
      await this.#store(unsaved, durability)
      this.#healthy = true
    } catch (error) {
      if (durability === 'strict') this.#strict = true
      this.#unstored = [...requests, ...this.#unstored]
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
    if (this.#healthy && unsaved.length === 1 && only !== undefined && id !== null && this.#named(only) === undefined) {
      const stored = (): void => this.#verdicts.persisted(only.writes.at(-1)?.[2] ?? 0)
      if (await this.#core.append(only, id, durability, stored)) return
    }
    const mintId = (): string => hex(options.world.random.bytes(8))
    const own: OpenEntry[] = []
    for (const entry of unsaved) {
      const named = this.#named(entry)
      if (named === undefined) own.push(entry)
      else await this.#storeNamed(entry, named, durability)
    }
    if (own.length === 0) return
    const change = await this.#core.commit((store) => appendChecked(store, durability, own, mintId), new Set(own))
    if (change === null) await this.#core.resynchronize()
  }

  /** Under an id and a number that follow from the page load and its write: nothing else tells a relay that it has it. */
  async #storeNamed(entry: OpenEntry, id: ReplicaId, durability: 'relaxed' | 'strict'): Promise<void> {
    const { fallback } = this.#core.options
    const [[, number] = ['', 0]] = entry.writes
    fallback?.minted.add(id)
    const named = { id, number, isBoot: fallback !== undefined }
    const change = await this.#core.commit((store) => appendChecked(store, durability, [entry], () => id, named), new Set([entry]))
    if (change === null) await this.#core.resynchronize()
  }

  /** The id of what is, or was, written into memory. */
  #memoryOf(face: string, write: number): ReplicaId | undefined {
    const { fallback, earlier } = this.#core.options
    const after = this.#stayOf(face, write) ?? (earlier?.face === face && write <= this.#held ? undefined : fallback?.after)
    return after === undefined ? undefined : memoryId(face, after)
  }

  /** After which write the worker began that had it in memory. */
  #stayOf(face: string, write: number): number | undefined {
    const { earlier } = this.#core.options
    return earlier?.face === face ? earlier.stays.find(([after, through]) => after < write && write <= through)?.[0] : undefined
  }

  /** Each entry is of one page load, and all or nothing of it. */
  #named({ writes: [[face, first] = ['', 0, 0]] }: OpenEntry): ReplicaId | undefined {
    return this.#memoryOf(face, first)
  }

  /** It may lie on a disk that cannot be read: until that can be it stays in memory, unsent (rule 13). */
  #isHeld({ writes: [[face, first] = ['', 0, 0]] }: OpenEntry): boolean {
    return face === this.#core.options.earlier?.face && first <= this.#held && this.#stayOf(face, first) === undefined
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
    this.#core.health.failed(error)
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
}
