import { composeRow, sameValue, type ColumnId, type Lww, type Row } from '@torsor/core'
import type { Draft, DraftCell, DraftElements, DraftLww, DraftSegment } from './draft.js'
import { segmentAlive } from './draft.js'
import { appendSegment } from './compose.js'
import { provisionalStamp, resolveSegments } from './resolve.js'

/** What recording needs to know of what was there before. */
export interface Ground {
  /** READ before this draft. */
  readRow(table: ColumnId, record: string): Row | undefined
  /** READ without the open segments: what they are resolved against. */
  baseRow(table: ColumnId, record: string): Row | undefined
  /** The open segments that this draft will be folded with, in order; none when there are none. */
  openSegments(table: ColumnId, record: string): readonly DraftSegment[]
  /** The open segments of earlier boots, which are frozen before that draft: final lives and stamps they have none. */
  earlierSegments(table: ColumnId, record: string): readonly (readonly DraftSegment[])[]
  /** True when READ holds this record only through writes whose life is not known yet. */
  isUncertain(table: ColumnId, record: string): boolean
}

/** One record while intents are written to it: READ with this draft on top, and the segment that takes the writes. */
export class RecordEditor {
  readonly #ground: Ground
  readonly #table: ColumnId
  readonly #record: string
  readonly #immortal: boolean
  readonly #before: Row | undefined
  readonly #own: DraftSegment[]

  constructor(ground: Ground, draft: Draft, table: ColumnId, record: string, immortal: boolean) {
    this.#ground = ground
    this.#table = table
    this.#record = record
    this.#immortal = immortal
    this.#before = ground.readRow(table, record)
    let records = draft.records.get(table)
    if (records === undefined) draft.records.set(table, (records = new Map()))
    let own = records.get(record)
    if (own === undefined) records.set(record, (own = []))
    this.#own = own
  }

  /** READ including what this draft has written so far. */
  row(): Row | undefined {
    if (this.#own.length === 0) return this.#before
    // Lives are counted from what lies under all open segments, so these are resolved together.
    const segments: DraftSegment[] = []
    for (const segment of this.#ground.openSegments(this.#table, this.#record)) appendSegment(segments, segment)
    for (const segment of this.#own) appendSegment(segments, segment)
    const base = this.#ground.baseRow(this.#table, this.#record)
    return composeRow(base, resolveSegments(segments, base, provisionalStamp))
  }

  alive(): boolean {
    return (this.row()?.life ?? 0) % 2 === 1
  }

  /** Removes the record's entry again when nothing was written. */
  discardIfEmpty(draft: Draft): void {
    if (this.#own.length > 0) return
    const records = draft.records.get(this.#table)
    records?.delete(this.#record)
    if (records?.size === 0) draft.records.delete(this.#table)
  }

  /** Makes sure that the record is alive and returns the cells to write to. */
  open(): Map<ColumnId, DraftCell> {
    const { relative, life } = this.#next(true)
    appendSegment(this.#own, { relative, life, cells: new Map() })
    const last = this.#own.at(-1)
    if (last === undefined) throw new RangeError('a segment was appended')
    return last.cells
  }

  kill(): void {
    const { relative, life } = this.#next(false)
    appendSegment(this.#own, { relative, life, cells: new Map() })
  }

  /** Which life a write (alive) or a delete gets: absolute where READ holds the record, else counted from what it gets. */
  #next(alive: boolean): { relative: boolean; life: number } {
    if (this.#immortal) return { relative: false, life: 1 }
    const last = this.#own.at(-1) ?? this.#ground.openSegments(this.#table, this.#record).at(-1)
    if (last?.relative === true) return { relative: true, life: segmentAlive(last) === alive ? last.life : last.life + 1 }
    if (last === undefined && (this.#before === undefined || this.#ground.isUncertain(this.#table, this.#record))) {
      return { relative: true, life: alive ? 0 : 1 }
    }
    const life = this.row()?.life ?? 0
    return { relative: false, life: (life % 2 === 1) === alive ? life : life + 1 }
  }

  /** The open register that READ shows for this cell, when READ shows an open one. */
  openLww(column: ColumnId, element: string | null): DraftLww | undefined {
    const shown = lwwOf(this.row(), column, element)
    if (shown === undefined) return undefined
    const { openSegments, earlierSegments } = this.#segments()
    for (const segments of [this.#own, openSegments, ...earlierSegments]) {
      for (const segment of segments) {
        const cell = segment.cells.get(column)
        const open = (element === null ? cell : (cell as Map<string, DraftLww> | undefined)?.get(element)) as DraftLww | undefined
        if (open !== undefined && sameValue(open, shown)) return open
      }
    }
    return undefined
  }

  /** Whether an earlier boot's open batches hold this element without knowing its causal length. */
  isElementUncertain(column: ColumnId, element: string): boolean {
    return this.#segments().earlierSegments.some((segments) =>
      segments.some((segment) => (segment.cells.get(column) as DraftElements | undefined)?.unheld.has(element) === true),
    )
  }

  /** The rank of an element whose causal length is not known, 0 or more; undefined when it has none open. */
  openRank(column: ColumnId, element: string): number | undefined {
    let rank: number | undefined
    for (const segments of [this.#ground.openSegments(this.#table, this.#record), this.#own]) {
      const last = segments.at(-1)
      const found = (last?.cells.get(column) as DraftElements | undefined)?.unheld.get(element)
      if (found !== undefined) rank = Math.max(rank ?? 0, found)
    }
    return rank
  }

  #segments(): { openSegments: readonly DraftSegment[]; earlierSegments: readonly (readonly DraftSegment[])[] } {
    return {
      openSegments: this.#ground.openSegments(this.#table, this.#record),
      earlierSegments: this.#ground.earlierSegments(this.#table, this.#record),
    }
  }
}

export function lwwOf(row: Row | undefined, column: ColumnId, element: string | null): Lww | undefined {
  const cell = row?.cells.get(column)
  return (element === null ? cell : (cell as Map<string, Lww> | undefined)?.get(element)) as Lww | undefined
}
