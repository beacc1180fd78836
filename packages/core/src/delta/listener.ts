import type { ColumnId } from '../cell/column.js'
import type { Row } from './types.js'

/** Hears every change with its before and after: enough to keep a digest and an index in step with a state. */
export interface ChangeListener {
  /** `before` is the row as it was, with the cells that are gone now; undefined: there was none. */
  row(table: ColumnId, record: string, before: Row | undefined, life: number): void
  /** A value that is undefined is no cell; stamps are 0 but for registers. */
  cell(
    table: ColumnId,
    record: string,
    column: ColumnId,
    element: string | null,
    stampBefore: number,
    before: unknown,
    stampAfter: number,
    after: unknown,
  ): void
  word(table: ColumnId, index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number): void
}
