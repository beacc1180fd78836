import type { ColumnId } from '../cell/column.js'
import type { ElementValue } from './cells.js'
import type { Row, Touch } from './types.js'

/** Hears every change with its before and after: enough to keep a digest and an index in step with a state. */
export interface ChangeListener {
  /** `before` is the row as it was, with the cells that are gone now; undefined: there was none. */
  row(table: ColumnId, record: string, before: Row | undefined, life: number): void
  cell(
    table: ColumnId,
    record: string,
    column: ColumnId,
    element: string | null,
    before: ElementValue | undefined,
    after: ElementValue | undefined,
  ): void
  word(table: ColumnId, index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number): void
}

export function touchListener(touch: Touch): ChangeListener {
  return {
    row: (table, record, before) => touch.row(table, record, before !== undefined),
    cell: (table, record, column, element) => touch.cell(table, record, column, element),
    word: (table, index) => touch.word(table, index),
  }
}
