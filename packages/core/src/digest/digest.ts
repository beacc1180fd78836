import { Algebra, algebraOf, isKeyed, type ColumnId } from '../cell/column.js'
import { keyedCell, type ElementValue } from '../delta/cells.js'
import type { ChangeListener } from '../delta/listener.js'
import { stampIn, valueIn } from '../delta/merge.js'
import type { Table } from '../delta/table.js'
import type { Delta } from '../delta/delta.js'
import type { Cell, Row, Touch } from '../delta/types.js'
import { CellHasher } from './hasher.js'

/** Tells a record and a word apart. */
const RECORD = 0x7265636f
const WORD = 0x776f7264
/** Where a column's id stands otherwise; no cell of a record is of the table itself. */
const LIFE = 0x6c696665

const hasher = new CellHasher()

/**
 * The sum, lane by lane modulo 2^32, of the hashes of a state's cells and lives. Adding and taking away commute, so the digest
 * is a function of the state and follows it in O(cells changed). It finds divergence by accident; it is **not a MAC**:
 * whoever can choose cells can make two states of one digest.
 */
export class Digest implements ChangeListener {
  readonly #lanes: Int32Array = new Int32Array(4)
  /** The lanes after (table, record), kept while changes stay within one record. */
  readonly #address: Int32Array = new Int32Array(4)
  #table: ColumnId | undefined
  #record: string | undefined
  /** Hears of every change, too. */
  touch: Touch | undefined

  row(table: ColumnId, record: string, before: Row | undefined, life: number): void {
    if (before !== undefined) {
      this.#count(table, record, null, null, 0, before.life, -1)
      for (const [column, cell] of before.cells) this.#cell(table, record, column, cell, -1)
    }
    this.#count(table, record, null, null, 0, life, 1)
    this.touch?.row(table, record, before !== undefined)
  }

  cell(
    table: ColumnId,
    record: string,
    column: ColumnId,
    element: string | null,
    stampBefore: number,
    before: unknown,
    stampAfter: number,
    after: unknown,
  ): void {
    if (before !== undefined) this.#count(table, record, column, element, stampBefore, before, -1)
    if (after !== undefined) this.#count(table, record, column, element, stampAfter, after, 1)
    this.touch?.cell(table, record, column, element)
  }

  word(table: ColumnId, index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number): void {
    this.#word(table, index, highBefore, lowBefore, -1)
    this.#word(table, index, highAfter, lowAfter, 1)
    this.touch?.word(table, index)
  }

  /** Counts in everything that a delta holds. */
  all(delta: Delta): this {
    for (const [id, table] of delta.records) this.#all(id, table)
    for (const [id, words] of delta.words) words.forEach((index, high, low) => this.#word(id, index, high, low, 1))
    return this
  }

  /** Counts in what another has counted, of cells that this one has not. */
  merge(hex: string): void {
    for (let lane = 0; lane < 4; lane++) this.#lanes[lane] = (this.#lanes[lane] as number) + parseInt(hex.slice(lane * 8, lane * 8 + 8), 16)
  }

  clone(): Digest {
    const copy = new Digest()
    copy.#lanes.set(this.#lanes)
    return copy
  }

  /** 32 hex digits. */
  toString(): string {
    return Array.from(this.#lanes, (lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #all(id: ColumnId, { ids, lives, columns }: Table): void {
    for (let at = 0; at < ids.length; at++) {
      const record = ids[at] as string
      this.#count(id, record, null, null, 0, lives[at], 1)
      for (const { id: column, values, stamps } of columns) {
        const value = at < values.length ? values[at] : undefined
        if (value === undefined) continue
        if (isKeyed(column)) this.#cell(id, record, column, value as Cell, 1)
        else if (value !== 0 || algebraOf(column) !== Algebra.sum) this.#count(id, record, column, null, stamps[at] ?? 0, value, 1)
      }
    }
  }

  #cell(table: ColumnId, record: string, column: ColumnId, cell: Cell, sign: 1 | -1): void {
    if (!(cell instanceof Map)) return this.#count(table, record, column, null, stampIn(cell), valueIn(cell), sign)
    for (const [element, value] of keyedCell(cell)) {
      if (!isZero(value)) this.#count(table, record, column, element, stampIn(value), valueIn(value), sign)
    }
  }

  #count(
    table: ColumnId,
    record: string,
    column: ColumnId | null,
    element: string | null,
    stamp: number,
    value: unknown,
    sign: 1 | -1,
  ): void {
    if (record === this.#record && table === this.#table) hasher.resume(this.#address, 0)
    else {
      this.#table = table
      this.#record = record
      hasher.reset()
      hasher.absorb(RECORD, table, 0, 0)
      hasher.absorbText(record)
      this.#address.set(hasher.lanes)
    }
    if (element !== null) hasher.absorbText(element)
    const sums = column !== null && (algebraOf(column) === Algebra.sum || algebraOf(column) === Algebra.sumBy)
    if (sums) hasher.absorbInt64(column, value as number | bigint)
    else hasher.absorbCell(column ?? LIFE, stamp, value)
    this.#add(sign)
  }

  #word(table: ColumnId, index: number, high: number, low: number, sign: 1 | -1): void {
    // An absent word is zero.
    if ((high | low) === 0) return
    hasher.reset()
    hasher.absorb(WORD, table, index, 0)
    hasher.absorb(high, low, 0, 0)
    this.#add(sign)
  }

  #add(sign: 1 | -1): void {
    hasher.finish()
    const lanes = this.#lanes
    const added = hasher.lanes
    // Unrolled: this is once per cell.
    lanes[0] = (lanes[0] as number) + sign * (added[0] as number)
    lanes[1] = (lanes[1] as number) + sign * (added[1] as number)
    lanes[2] = (lanes[2] as number) + sign * (added[2] as number)
    lanes[3] = (lanes[3] as number) + sign * (added[3] as number)
  }
}

function isZero(value: ElementValue): boolean {
  return value === 0 || value === 0n
}

/** The digest of a state, or of any delta, computed from nothing: 32 hex digits. For checks. */
export function digestOfDelta(delta: Delta): string {
  return new Digest().all(delta).toString()
}
