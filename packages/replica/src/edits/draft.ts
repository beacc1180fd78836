import type { ColumnId, Stamp, Value, WordMap } from '@torsor/core'

/**
 * A draft is what open batches fold to: a delta whose lives and stamps are not all known yet. A write to a record
 * that READ does not hold has no life until it is frozen (rule 4), and a register keeps the stamp it overwrote.
 */
export interface DraftLww {
  /** Provisional: orders READ until the draft is frozen. */
  readonly stamp: Stamp
  readonly value: Value
  /** The stamp of the foreign or frozen value that this one replaced; 0 when there was none. */
  readonly over: Stamp
}

/** Causal lengths of a set's elements. */
export interface DraftElements {
  /** Elements READ held: absolute causal lengths. */
  readonly held: Map<string, number>
  /** Elements READ did not hold: 0 = present, 1 = removed again, 2 = present again, … counted from the life they get. */
  readonly unheld: Map<string, number>
}

export type DraftCell = bigint | number | DraftLww | DraftElements | Map<string, bigint> | Map<string, DraftLww>

/** Writes to one life of one record. */
export interface DraftSegment {
  /** True: `life` counts from the life the record gets when it is frozen (0 = alive in it, 1 = deleted from it, …). */
  readonly relative: boolean
  life: number
  readonly cells: Map<ColumnId, DraftCell>
}

export interface Draft {
  /** Nearly always one segment; two where tabs knew differently whether the record was held. Resolved in order. */
  readonly records: Map<ColumnId, Map<string, DraftSegment[]>>
  readonly words: Map<ColumnId, WordMap>
}

export function createDraft(): Draft {
  return { records: new Map(), words: new Map() }
}

export function isEmptyDraft(draft: Draft): boolean {
  return draft.records.size === 0 && draft.words.size === 0
}

/** Whether a segment's record is alive at its end. */
export function segmentAlive(segment: DraftSegment): boolean {
  return segment.relative ? segment.life % 2 === 0 : segment.life % 2 === 1
}

export function segmentsOf(draft: Draft, table: ColumnId, record: string): readonly DraftSegment[] | undefined {
  return draft.records.get(table)?.get(record)
}
