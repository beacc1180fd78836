import { contentOf, type Entry, type OpenEntry } from '../outbox/entry.js'
import type { Memory } from '../read/memory.js'
import type { LoadedReplica } from '../storage/load.js'
import { fromOutboxRow } from '../storage/rows.js'
import type { Change } from '../transactions/change.js'

/** Batches in memory that a revision puts on the disk, and the entry which then stands for them, where it is known. */
export interface Settling {
  /** Null: those that have left the disk. */
  readonly batches: ReadonlySet<Entry> | null
  readonly entry: OpenEntry | null
}

/** The outbox in memory, as it lies on the disk in rows and journal; what is on no disk yet stays on top of it. */
export class OutboxMirror {
  readonly #memory: Memory
  readonly #settling = new Map<number, Settling>()
  #unfolded = new Set<Entry>()
  #version = 0
  #nextNumber = 1
  #returned: readonly string[] = []

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** Entries that lie in the journal. */
  get unfolded(): ReadonlySet<Entry> {
    return this.#unfolded
  }

  /** Another one than before: entries were frozen, confirmed, refused or read anew, not only added. */
  get version(): number {
    return this.#version
  }

  /** Ids of packets that came onto the disk from a tab that had worked in memory. */
  get returned(): readonly string[] {
    return this.#returned
  }

  /** What the next batch of the current id gets. */
  get nextNumber(): number {
    return this.#nextNumber
  }

  /** This tab knows what a revision does to its memory: that need not be found out when it is applied. */
  expect(revision: number, settling: Settling): void {
    this.#settling.set(revision, settling)
  }

  /** Everything was read from the disk. */
  adopt(loaded: LoadedReplica): void {
    const { accumulator } = this.#memory
    const unsaved = accumulator.entries.filter((entry) => entry.id === null && !isOnDisk(entry, loaded.faces))
    accumulator.replace([...loaded.entries, ...unsaved], loaded.identity.id)
    this.#unfolded = new Set(loaded.unfolded)
    this.#version++
    this.#nextNumber = loaded.identity.next
    this.#returned = loaded.identity.returned ?? []
    this.#countNumbers(loaded.entries, loaded.identity.id)
    for (const revision of this.#settling.keys()) if (revision <= loaded.revision) this.#settling.delete(revision)
  }

  apply(change: Change): void {
    const settling = this.#settling.get(change.revision)
    this.#settling.delete(change.revision)
    const { accumulator } = this.#memory
    const currentId = change.identity ?? accumulator.currentId
    if (change.identity !== undefined) this.#nextNumber = 1
    const own = settling?.entry ?? null
    const put = own === null ? change.put.map(fromOutboxRow) : [own]
    this.#countNumbers(put, currentId)
    const [only] = put
    const open = put.length === 1 && only?.kind === 'open' && change.place === undefined ? only : null
    if (open !== null && change.deleted.length === 0) this.#unfolded.add(open)
    if (open !== null && open.id === currentId && this.#applyOpen(change, open, settling)) return
    if (put.length === 0 && change.deleted.length === 0 && currentId === accumulator.currentId) return
    this.#applyAny(change, put, settling, currentId)
  }

  /** The usual cases, one more open batch of this boot and one row for several, must not fold the whole queue anew. */
  #applyOpen(change: Change, open: OpenEntry, settling: Settling | undefined): boolean {
    const { accumulator, touched } = this.#memory
    const gone = settling?.batches ?? this.#standFor(change, open)
    if (gone.size > 0) {
      for (const entry of gone) this.#unfolded.delete(entry)
      accumulator.exchange(gone, open, open.id)
      return true
    }
    if (accumulator.currentId !== open.id || change.deleted.length > 0) return false
    accumulator.append(open)
    touched.all(open.draft)
    return true
  }

  #applyAny(change: Change, put: readonly Entry[], settling: Settling | undefined, currentId: string | null): void {
    const { accumulator, touched } = this.#memory
    this.#version++
    const gone = new Set([...change.deleted, ...put.map((entry) => [entry.id, entry.from] as const)].map(([id, from]) => `${id}:${from}`))
    const kept: Entry[] = []
    for (const entry of accumulator.entries) {
      if (settling?.batches?.has(entry) === true) continue
      if (entry.id !== null && gone.has(`${entry.id}:${entry.from}`)) {
        touched.all(contentOf(entry))
        this.#unfolded.delete(entry)
      } else kept.push(entry)
    }
    for (const entry of put) touched.all(contentOf(entry))
    accumulator.replace([...kept, ...put], currentId)
  }

  /** The open batches in memory that an open row replaces, when they are just what it holds. */
  #standFor({ deleted }: Change, { id, from, to }: OpenEntry): ReadonlySet<Entry> {
    const gone = new Set<Entry>()
    if (deleted.length === 0) return gone
    let batches = 0
    for (const entry of this.#memory.accumulator.entries) {
      if (entry.kind !== 'open' || entry.id !== id || entry.from < from || entry.to > to) continue
      gone.add(entry)
      batches += entry.to - entry.from + 1
    }
    return batches === to - from + 1 && gone.size === deleted.length ? gone : new Set()
  }

  #countNumbers(entries: readonly Entry[], currentId: string | null): void {
    for (const { id, to } of entries) if (id !== null && id === currentId) this.#nextNumber = Math.max(this.#nextNumber, to + 1)
  }
}

/** A write is on the disk as soon as its page's counter there has reached its number (rule 13). */
function isOnDisk(entry: Entry, faces: ReadonlyMap<string, number>): boolean {
  return entry.writes.every(([face, , last]) => (faces.get(face) ?? 0) >= last)
}
