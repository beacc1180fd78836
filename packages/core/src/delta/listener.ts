import type { ColumnId } from '../cell/column.js'
import type { ElementValue } from './cells.js'
import type { Column } from './column.js'
import type { Table } from './table.js'

/** Hears what is about to change, and what has: enough to keep a digest in step with a state. */
export interface ChangeListener {
  /** A record is about to lose its life, and all its cells. */
  leave(id: ColumnId, table: Table, at: number): void
  /** It has another life, or its first, and no cells yet. */
  enter(id: ColumnId, table: Table, at: number): void
  /** The cell at this place, or the lack of one, is about to change. Of a column without elements. */
  cell(id: ColumnId, record: string, column: Column, at: number): void
  /** One is about to go (-1), or has come (1). */
  element(id: ColumnId, record: string, column: ColumnId, element: string, value: ElementValue, sign: 1 | -1): void
  /** An absent word is zero. */
  word(id: ColumnId, index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number): void
}
