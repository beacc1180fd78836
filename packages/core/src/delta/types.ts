import type { ColumnId } from '../cell/column.js'
import type { WordMap } from './word-map.js'

/** When a register was written: 1/1024 ms since the Unix epoch, a safe integer >= 1. */
export type Stamp = number

/** A register's cell. `bytes` is the canonical encoding of its value; never mutated. */
export interface Lww {
  readonly stamp: Stamp
  readonly bytes: Uint8Array
}

/**
 * The cells of a record by the algebra of their column:
 * sum: bigint (int64) | max, min: number | lww: Lww | life: element -> causal length | sumBy: element -> bigint | lwwBy: element -> Lww
 */
export type Cell = bigint | number | Lww | Map<string, number> | Map<string, bigint> | Map<string, Lww>

/** One record: its causal length (odd = alive, even = dead and without cells) and the cells of that life. */
export interface Row {
  life: number
  readonly cells: Map<ColumnId, Cell>
}

export type Records = Map<string, Row>

/**
 * A difference, and equally a state: the difference from nothing. Keyed by table id. A records table's id has algebra
 * `life`; a words table's id has algebra `xor` or `sum`, and its cells are addressed by index.
 */
export interface Delta {
  readonly records: Map<ColumnId, Records>
  readonly words: Map<ColumnId, WordMap>
}

/**
 * Hears which cells an application changed, in the order of the delta's maps (canonical order for a decoded delta). For
 * indexes and views. A row that is replaced is told first, then every cell of its new life.
 */
export interface Touch {
  /** The record's life changed (or it is new); with `replaced`, every cell it had before is gone. */
  row(table: ColumnId, record: string, replaced: boolean): void
  cell(table: ColumnId, record: string, column: ColumnId, element: string | null): void
  word(table: ColumnId, index: number): void
}
