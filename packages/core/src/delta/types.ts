import type { ColumnId } from '../cell/column.js'
import type { Value } from '../value/value.js'

/** When a register was written: 1/1024 ms since the Unix epoch, a safe integer >= 1. */
export type Stamp = number

/** A register's cell. The value is frozen throughout. */
export interface Lww {
  readonly stamp: Stamp
  readonly value: Value
}

/**
 * The cells of a record by the algebra of their column:
 * sum: bigint (int64) | max, min: number | lww: Lww | life: element -> causal length | sumBy: element -> bigint | lwwBy: element -> Lww
 */
export type Cell = bigint | number | Lww | Map<string, number> | Map<string, bigint> | Map<string, Lww>

/** One record: its causal length (odd = alive, even = dead and without cells) and the cells of that life. */
export interface Row {
  readonly life: number
  readonly cells: Map<ColumnId, Cell>
}

/** Hears which cells an application changed, of each table the records first. For indexes and views. */
export interface Touch {
  /** The record's life changed (or it is new); with `replaced`, every cell it had before is gone. */
  row(table: ColumnId, record: string, replaced: boolean): void
  cell(table: ColumnId, record: string, column: ColumnId, element: string | null): void
  word(table: ColumnId, index: number): void
}
