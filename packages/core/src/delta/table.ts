import type { ColumnId } from '../cell/column.js'
import { Algebra, algebraOf, isKeyed } from '../cell/column.js'
import { compareUtf8, orderOf } from '../order/compare.js'
import { cellAt, createColumn, putCell, type Column } from './column.js'
import type { Cell, Row } from './types.js'

/** A look costs a tenth of a search. */
const NEAR = 3

/**
 * The records of one table as columns. Reads like a `Map<string, Row>`, whose rows are made when asked for: they are copies, to be read.
 * A record keeps its place for ever, as nothing is ever removed: a dead one keeps its key and its life.
 */
export class Table {
  readonly ids: string[]
  readonly lives: number[]
  readonly columns: Column[]
  /** Made at the first search among several: most deltas have one record, or are only read through. */
  #places: Map<string, number> | undefined
  #ascending = true

  /** Takes over the lists: ids in ascending order, a life for each, and columns. */
  constructor(ids: string[] = [], lives: number[] = [], columns: Column[] = []) {
    this.ids = ids
    this.lives = lives
    this.columns = columns
  }

  static of(rows: Iterable<readonly [string, Row]>): Table {
    const table = new Table()
    for (const [id, row] of rows) table.set(id, row)
    return table
  }

  /** Of tables that have no record in common. May share their lists. */
  static joined(tables: readonly Table[]): Table {
    const [first, ...others] = tables
    if (first === undefined || others.length === 0) return first ?? new Table()
    const columns = [...new Set(tables.flatMap((table) => table.columns.map(({ id }) => id)))].map((id) => ({
      id,
      values: joinedLists(tables, (table) => table.column(id)?.values ?? [], undefined),
      stamps: algebraOf(id) === Algebra.lww ? joinedLists(tables, (table) => table.column(id)?.stamps ?? [], 0) : [],
    }))
    const joined = new Table(
      first.ids.concat(...others.map(({ ids }) => ids)),
      first.lives.concat(...others.map(({ lives }) => lives)),
      columns,
    )
    joined.#ascending = tables.every((table, nth) => {
      const before = tables[nth - 1]?.ids.at(-1)
      return table.ascending && (before === undefined || compareUtf8(before, table.ids[0] ?? '') < 0)
    })
    return joined
  }

  get size(): number {
    return this.ids.length
  }

  /** Whether the ids are in the order of their UTF-8 bytes. */
  get ascending(): boolean {
    return this.#ascending
  }

  /** The record's place, or -1. */
  find(id: string): number {
    const { ids } = this
    if (ids.length < 2) return ids.length === 1 && ids[0] === id ? 0 : -1
    if (this.#places === undefined) {
      this.#places = new Map()
      for (let at = 0; at < ids.length; at++) this.#places.set(ids[at] as string, at)
    }
    return this.#places.get(id) ?? -1
  }

  /** The same; looks first behind the place of the record before, where that of a batch in order mostly is. */
  findAfter(id: string, before: number): number {
    const { ids } = this
    for (let at = before + 1, end = Math.min(at + NEAR, ids.length); at < end; at++) if (ids[at] === id) return at
    return this.find(id)
  }

  /** The places in the order of the ids' UTF-8 bytes. */
  order(): number[] {
    const { ids } = this
    const order = ids.map((_, at) => at)
    if (this.#ascending) return order
    const compare = orderOf(ids)
    // Takes ascending runs as they are: those of a state that was read page by page.
    return order.sort((left, right) => compare(ids[left] as string, ids[right] as string))
  }

  /** Adds a record that is not there; returns its place. */
  add(id: string, life: number): number {
    const { ids } = this
    const at = ids.length
    if (this.#ascending && at > 0 && compareUtf8(ids[at - 1] as string, id) >= 0) this.#ascending = false
    ids.push(id)
    this.lives.push(life)
    this.#places?.set(id, at)
    return at
  }

  /** A record enters another life, with no cells. */
  renew(at: number, life: number): void {
    this.lives[at] = life
    for (const { values, stamps } of this.columns) {
      if (at < values.length) values[at] = undefined
      if (at < stamps.length) stamps[at] = 0
    }
  }

  column(id: ColumnId): Column | undefined {
    for (const column of this.columns) if (column.id === id) return column
    return undefined
  }

  columnFor(id: ColumnId): Column {
    let column = this.column(id)
    if (column === undefined) this.columns.push((column = createColumn(id)))
    return column
  }

  rowAt(at: number): Row {
    const cells = new Map<ColumnId, Cell>()
    for (const column of this.columns) {
      const cell = cellAt(column, at)
      if (cell !== undefined) cells.set(column.id, cell)
    }
    return { life: this.lives[at] as number, cells }
  }

  /** A cell as an object of its own; elements are the table's. */
  cell(at: number, id: ColumnId): Cell | undefined {
    const column = this.column(id)
    return column && cellAt(column, at)
  }

  put(at: number, id: ColumnId, cell: Cell): void {
    putCell(this.columnFor(id), at, cell)
  }

  /** The records at these places, as a table of its own that shares their elements: to be read. */
  pick(places: readonly number[]): Table {
    const picked = new Table()
    for (const at of places) picked.add(this.ids[at] as string, this.lives[at] as number)
    for (const { id, values, stamps } of this.columns) {
      const column = createColumn(id)
      for (const at of places) column.values.push(at < values.length ? values[at] : undefined)
      if (stamps.length > 0) for (const at of places) column.stamps.push(at < stamps.length ? (stamps[at] as number) : 0)
      picked.columns.push(column)
    }
    return picked
  }

  get(id: string): Row | undefined {
    const at = this.find(id)
    return at < 0 ? undefined : this.rowAt(at)
  }

  has(id: string): boolean {
    return this.find(id) >= 0
  }

  set(id: string, row: Row): this {
    let at = this.find(id)
    if (at < 0) at = this.add(id, row.life)
    else this.renew(at, row.life)
    for (const [column, cell] of row.cells) this.put(at, column, cell)
    return this
  }

  keys(): IterableIterator<string> {
    return this.ids.values()
  }

  *[Symbol.iterator](): Generator<[string, Row]> {
    for (let at = 0; at < this.ids.length; at++) yield [this.ids[at] as string, this.rowAt(at)]
  }

  clone(): Table {
    const columns = this.columns.map(({ id, values, stamps }) => ({
      id,
      // Elements are changed in place, everything else is replaced.
      values: isKeyed(id) ? values.map((elements) => elements && new Map(elements as Map<string, never>)) : values.slice(),
      stamps: stamps.slice(),
    }))
    const copy = new Table(this.ids.slice(), this.lives.slice(), columns)
    copy.#ascending = this.#ascending
    return copy
  }
}

/** A list of each table, every one as long as its table. */
function joinedLists<T>(tables: readonly Table[], listOf: (table: Table) => T[], none: T): T[] {
  const [first = [], ...others] = tables.map((table) => {
    const list = listOf(table)
    return list.length === table.size ? list : list.concat(new Array<T>(table.size - list.length).fill(none))
  })
  return first.concat(...others)
}
