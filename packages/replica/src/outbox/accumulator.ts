import { compareUtf8, composeInto, composeRow, createDelta, type ColumnId, type Delta, type Row } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, segmentsOf, type Draft, type DraftSegment } from '../edits/draft.js'
import { provisionalStamp, resolveSegments } from '../edits/resolve.js'
import { isMemoryId } from './memory-id.js'
import { isKept, isPacket, type Entry, type OpenEntry, type PacketEntry } from './entry.js'

/** Open batches of this boot, also those not on disk yet, fold together: they will be frozen together. */
const CURRENT = ''

/** Packets that are kept beside what they come to. */
const MOST_UNFOLDED = 64

/**
 * The accumulator: this device's own packets and open batches that the reference does not cover, per packet because
 * lattices cannot be subtracted. READ is the reference with this on top.
 */
export class Accumulator {
  #entries: readonly Entry[] = []
  #packets: readonly PacketEntry[] = []
  #folds: ReadonlyMap<string, Draft> = new Map([[CURRENT, createDraft()]])
  #current: ReplicaId | null = null
  #lastBefore = 0
  /** Every packet known so far, folded: only for the stamps in it, so one that is no longer kept does no harm. */
  readonly #own: Delta = createDelta()
  /** Those not folded yet: nobody asks before the first edit, and opening need not wait. */
  #unfolded: PacketEntry[] = []
  /** Those that were written in memory, each alone. */
  readonly #fromMemory: PacketEntry[] = []
  /** Up to which number of each id that is so: packets of one id come in order of their numbers. */
  readonly #remembered = new Map<ReplicaId, number>()

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** Packets that count in READ. */
  get frozen(): readonly PacketEntry[] {
    return this.#packets
  }

  /** When the last of what an earlier boot wrote was written: what this one writes comes after it, whatever the clock says. */
  get lastBefore(): number {
    return this.#lastBefore
  }

  /** The replica id under which this boot writes; null until its first edit. */
  get currentId(): ReplicaId | null {
    return this.#current
  }

  replace(entries: readonly Entry[], currentId: ReplicaId | null): void {
    this.#current = currentId
    this.#entries = entries.toSorted(byAge(entries, currentId))
    this.#packets = this.#entries.filter((entry): entry is PacketEntry => entry.kind === 'frozen')
    const others = this.#entries.filter((entry) => entry.id !== null && entry.id !== currentId && !isKept(entry))
    this.#lastBefore = others.reduce((last, { at }) => Math.max(last, at), 0)
    for (const entry of this.#entries) this.#remember(entry)
    const folds = new Map<string, Draft>()
    for (const entry of this.#entries) {
      if (entry.kind !== 'open') continue
      const key = this.#groupOf(entry)
      let fold = folds.get(key)
      if (fold === undefined) folds.set(key, (fold = createDraft()))
      composeDraftInto(fold, entry.draft)
    }
    if (!folds.has(CURRENT)) folds.set(CURRENT, createDraft())
    this.#folds = folds
  }

  /** Adds an open batch at the end of this boot's, without folding everything anew. */
  append(entry: OpenEntry): void {
    this.#entries = inserted(this.#entries, entry)
    composeDraftInto(this.#fold(CURRENT), entry.draft)
  }

  /** More was written to the open batch that was appended last. */
  extend(draft: Draft): void {
    composeDraftInto(this.#fold(CURRENT), draft)
  }

  /** One entry of this boot stands for others: what they fold to is the same. */
  exchange(removed: ReadonlySet<Entry>, entry: OpenEntry, currentId: ReplicaId | null): void {
    this.#current = currentId
    // Nearly always what was written last.
    const last = this.#entries.at(-1)
    const isLast = removed.size === 1 && last !== undefined && removed.has(last)
    this.#entries = inserted(isLast ? this.#entries.slice(0, -1) : this.#entries.filter((known) => !removed.has(known)), entry)
  }

  /** The open batches, folded, in the order in which they will be frozen. */
  folds(): Iterable<Draft> {
    return this.#folds.values()
  }

  /**
   * What this device has frozen for a record, in packets that it still keeps or kept since it opened. Not what was written
   * into memory over what is open under `id`: that lay on the disk, and is frozen after it. `later`: that alone, as far as
   * one page wrote both; it is to win.
   */
  ownRow(table: ColumnId, record: string, id: ReplicaId, later = false): Row | undefined {
    this.#foldOwn()
    let row = later ? undefined : this.#own.records.get(table)?.get(record)
    if (this.#fromMemory.length === 0) return row
    const open = this.#entries.findLast((entry) => entry.kind === 'open' && entry.id === id && segmentsOf(entry.draft, table, record))
    for (const packet of this.#fromMemory) {
      const own = packet.delta.records.get(table)?.get(record)
      // A clock that jumped tells too little to hold a value down.
      const isLater = open !== undefined && packet.id !== id && (isAfter(packet, open) ?? (!later && packet.at > open.at))
      if (own !== undefined && isLater === later) row = composeRow(row, own)
    }
    return row
  }

  /** Packets on top of the reference's row: READ without the open batches. */
  frozenRow(reference: Row | undefined, table: ColumnId, record: string): Row | undefined {
    let row = reference
    for (const entry of this.#packets) {
      const own = entry.delta.records.get(table)?.get(record)
      if (own !== undefined) row = composeRow(row, own)
    }
    return row
  }

  readRow(reference: Row | undefined, table: ColumnId, record: string): Row | undefined {
    const base = this.baseRow(reference, table, record)
    return withSegments(base, segmentsOf(this.#fold(CURRENT), table, record))
  }

  /** READ without what this boot has open. */
  baseRow(reference: Row | undefined, table: ColumnId, record: string): Row | undefined {
    let row = this.frozenRow(reference, table, record)
    for (const [key, fold] of this.#folds) if (key !== CURRENT) row = withSegments(row, segmentsOf(fold, table, record))
    return row
  }

  /** Every word delta that lies on the reference. */
  wordLayers(table: ColumnId, index: number): bigint[] {
    const out: bigint[] = []
    for (const entry of this.#packets) push(out, entry.delta.words.get(table)?.get(index))
    for (const fold of this.#folds.values()) push(out, fold.words.get(table)?.get(index))
    return out
  }

  openSegments(table: ColumnId, record: string): readonly DraftSegment[] {
    return segmentsOf(this.#fold(CURRENT), table, record) ?? []
  }

  /** What earlier boots have open for a record. */
  earlierSegments(table: ColumnId, record: string): readonly (readonly DraftSegment[])[] {
    const out: (readonly DraftSegment[])[] = []
    for (const [key, fold] of this.#folds) {
      const segments = key === CURRENT ? undefined : segmentsOf(fold, table, record)
      if (segments !== undefined) out.push(segments)
    }
    return out
  }

  /** Whether an earlier boot's open batches hold this record without knowing its life. */
  isUncertain(table: ColumnId, record: string): boolean {
    return this.earlierSegments(table, record).some((segments) => segments.some((segment) => segment.relative))
  }

  /** Whether an edit of this record is not durable at a relay yet. */
  isPending(table: ColumnId, record: string): boolean {
    for (const entry of this.#packets) if (entry.delta.records.get(table)?.has(record) === true) return true
    for (const fold of this.#folds.values()) if (fold.records.get(table)?.has(record) === true) return true
    return false
  }

  /** All of a table that are. */
  pendingIds(table: ColumnId): Set<string> {
    const layers = [
      ...this.#packets.map(({ delta }) => delta.records.get(table)),
      ...[...this.#folds.values()].map(({ records }) => records.get(table)),
    ]
    return new Set(layers.flatMap((records) => [...(records?.keys() ?? [])]))
  }

  #remember(entry: Entry): void {
    if (!isPacket(entry) || entry.to <= (this.#remembered.get(entry.id) ?? 0)) return
    this.#remembered.set(entry.id, entry.to)
    if (this.#unfolded.push(entry) > MOST_UNFOLDED) this.#foldOwn()
  }

  #foldOwn(): void {
    for (const packet of this.#unfolded) {
      if (isMemoryId(packet.id)) this.#fromMemory.push(packet)
      else composeInto(this.#own, packet.delta)
    }
    this.#unfolded = []
  }

  #fold(key: string): Draft {
    const fold = this.#folds.get(key)
    if (fold === undefined) throw new RangeError(`no open batches under "${key}"`)
    return fold
  }

  #groupOf(entry: OpenEntry): string {
    return entry.id === null || entry.id === this.#current ? CURRENT : entry.id
  }
}

/** By the numbers of the page that wrote both; null: none did. */
function isAfter(packet: PacketEntry, open: Entry): boolean | null {
  for (const [face, first] of packet.writes) for (const [other, , last] of open.writes) if (face === other) return first > last
  return null
}

function withSegments(row: Row | undefined, segments: readonly DraftSegment[] | undefined): Row | undefined {
  return segments === undefined ? row : composeRow(row, resolveSegments(segments, row, provisionalStamp))
}

function push(out: bigint[], value: bigint | undefined): void {
  if (value !== undefined && value !== 0n) out.push(value)
}

/** With one more entry of this boot: what is on no disk stays at the end. */
function inserted(entries: readonly Entry[], entry: OpenEntry): readonly Entry[] {
  let at = entries.length
  if (entry.id !== null) while (entries[at - 1]?.id === null) at--
  return entries.toSpliced(at, 0, entry)
}

/**
 * Earlier boots first, the oldest before the others, then by number; batches not on disk last: the order in which they are
 * frozen and pushed. What is frozen later has been written later: its registers win.
 */
function byAge(entries: readonly Entry[], current: ReplicaId | null): (a: Entry, b: Entry) => number {
  const began = new Map<ReplicaId | null, number>()
  for (const { id, at } of entries) began.set(id, Math.min(began.get(id) ?? at, at))
  const boot = ({ id }: Entry): number => (id === null ? Infinity : id === current ? Number.MAX_VALUE : (began.get(id) ?? 0))
  return (a, b) => (a.id === b.id ? a.from - b.from : boot(a) - boot(b) || compareUtf8(a.id ?? '', b.id ?? ''))
}
