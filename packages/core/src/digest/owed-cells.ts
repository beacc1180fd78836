import type { ColumnId } from '../cell/column.js'
import type { Column } from '../delta/column.js'

/** Cells that a sum does not hold at the moment, each once. */
export class OwedCells {
  readonly #ids: ColumnId[] = []
  readonly #records: string[] = []
  readonly #columns: Column[] = []
  readonly #places: number[] = []
  /** By a column's place: whether its cell is among them. Columns are a state's own, and stay. */
  readonly #flags = new Map<Column, Uint8Array>()
  /** Of the column asked for last: deltas come column by column. */
  #column: Column | undefined
  #flagged: Uint8Array = new Uint8Array(0)

  get size(): number {
    return this.#places.length
  }

  /** False: it is owed already. */
  add(id: ColumnId, record: string, column: Column, at: number): boolean {
    const flagged = this.#flagsOf(column, at)
    if (flagged[at] === 1) return false
    flagged[at] = 1
    this.#ids.push(id)
    this.#records.push(record)
    this.#columns.push(column)
    this.#places.push(at)
    return true
  }

  /** Forgets them all, after telling of each. */
  take(visit: (id: ColumnId, record: string, column: Column, at: number) => void): void {
    for (let nth = 0; nth < this.#places.length; nth++) {
      const column = this.#columns[nth] as Column
      const at = this.#places[nth] as number
      this.#flagsOf(column, at)[at] = 0
      visit(this.#ids[nth] as ColumnId, this.#records[nth] as string, column, at)
    }
    for (const list of [this.#ids, this.#records, this.#columns, this.#places]) list.length = 0
  }

  #flagsOf(column: Column, at: number): Uint8Array {
    if (column === this.#column && at < this.#flagged.length) return this.#flagged
    let flagged = this.#flags.get(column) ?? new Uint8Array(64)
    if (at >= flagged.length) {
      const grown = new Uint8Array(Math.max(at + 1, flagged.length * 2))
      grown.set(flagged)
      flagged = grown
    }
    this.#flags.set(column, flagged)
    this.#column = column
    this.#flagged = flagged
    return flagged
  }
}
