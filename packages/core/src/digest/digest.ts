import { Algebra, algebraOf, isKeyed, type ColumnId } from '../cell/column.js'
import { hex32 } from '../bytes/hex.js'
import { highOf, lowOf } from '../cell/word.js'
import { keyedCell, type ElementValue } from '../delta/cells.js'
import type { Column } from '../delta/column.js'
import type { ChangeListener } from '../delta/listener.js'
import type { Table } from '../delta/table.js'
import type { Delta } from '../delta/delta.js'
import type { Cell } from '../delta/types.js'
import { CellHasher } from './hasher.js'
import { OwedCells } from './owed-cells.js'

/** Tells a record, an element and a word apart. */
const RECORD = 0x7265636f
const ELEMENT = 0x656c656d
const WORD = 0x776f7264
/** Where a column's id stands otherwise; no cell of a record is of the table itself. */
const LIFE = 0x6c696665

/** Cells that are owed at most: 100 kB of them. */
const MOST_OWED = 4096

const NONE: readonly number[] = []

const hasher = new CellHasher()

/**
 * The sum, lane by lane modulo 2^32, of the hashes of a state's cells and lives. Adding and taking away commute, so the digest
 * is a function of the state and follows it in O(cells changed). It finds divergence by accident; it is **not a MAC**:
 * whoever can choose cells can make two states of one digest.
 *
 * A cell that changes is taken out, and counted in again when the digest is asked for: what changes a hundred times meanwhile, as on a
 * wall of telemetry, is hashed twice.
 */
export class Digest implements ChangeListener {
  readonly #lanes: Int32Array = new Int32Array(4)
  /** The lanes after (table, record), kept while changes stay within one record. */
  readonly #addressed: Int32Array = new Int32Array(4)
  #table: ColumnId | undefined
  #record: string | undefined
  readonly #owed = new OwedCells()
  /** Of which nothing is counted yet, so nothing has to be taken out. */
  #uncounted: Delta | undefined

  /** Of a whole state: whoever opens one to read it does not wait for it to be hashed. */
  static of(delta: Delta): Digest {
    const digest = new Digest()
    digest.#uncounted = delta
    return digest
  }

  leave(id: ColumnId, table: Table, at: number): void {
    if (this.#uncounted !== undefined) return
    this.#row(id, table, at, -1)
  }

  enter(id: ColumnId, table: Table, at: number): void {
    if (this.#uncounted !== undefined) return
    this.#life(id, table.ids[at] as string, table.lives[at] as number, 1)
  }

  cell(id: ColumnId, record: string, column: Column, at: number): void {
    if (this.#uncounted !== undefined) return
    // Before this one: it still holds what it is about to lose, and would be counted in again with that.
    if (this.#owed.size >= MOST_OWED) this.#settle()
    this.#take(id, record, column, at)
  }

  element(id: ColumnId, record: string, column: ColumnId, element: string, value: ElementValue, sign: 1 | -1): void {
    if (this.#uncounted !== undefined) return
    hasher.begin(ELEMENT, element.length, this.#address(id, record))
    hasher.units(element)
    hasher.mix(0)
    if (typeof value === 'object') hasher.cell(column, [value.stamp], 0, value.value, hasher.lanes)
    else this.#value(column, NONE, 0, value, hasher.lanes)
    this.#add(sign)
  }

  word(table: ColumnId, index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number): void {
    if (this.#uncounted !== undefined) return
    this.#word(table, index, highBefore, lowBefore, -1)
    this.#word(table, index, highAfter, lowAfter, 1)
  }

  /** Counts in what another has counted, of cells that this one has not. */
  merge(hex: string): void {
    this.#settle()
    for (let lane = 0; lane < 4; lane++) this.#lanes[lane] = (this.#lanes[lane] as number) + parseInt(hex.slice(lane * 8, lane * 8 + 8), 16)
  }

  clone(): Digest {
    this.#settle()
    const copy = new Digest()
    copy.#lanes.set(this.#lanes)
    return copy
  }

  /** 32 hex digits. */
  toString(): string {
    this.#settle()
    return Array.from(this.#lanes, hex32).join('')
  }

  #take(id: ColumnId, record: string, column: Column, at: number): void {
    if (this.#owed.add(id, record, column, at)) this.#count(id, record, column, at, -1)
  }

  #settle(): void {
    const uncounted = this.#uncounted
    this.#uncounted = undefined
    if (uncounted !== undefined) this.#all(uncounted)
    this.#owed.take((id, record, column, at) => this.#count(id, record, column, at, 1))
  }

  #all(delta: Delta): void {
    for (const [id, table] of delta.records) for (let at = 0; at < table.size; at++) this.#row(id, table, at, 1)
    for (const [id, words] of delta.words) words.forEach((index, high, low) => this.#word(id, index, high, low, 1))
  }

  #row(id: ColumnId, table: Table, at: number, sign: 1 | -1): void {
    const record = table.ids[at] as string
    this.#life(id, record, table.lives[at] as number, sign)
    for (const column of table.columns) {
      if (isKeyed(column.id)) this.#elements(id, record, column, at, sign)
      else if (sign > 0) this.#count(id, record, column, at, sign)
      else this.#take(id, record, column, at)
    }
  }

  #life(id: ColumnId, record: string, life: number, sign: 1 | -1): void {
    hasher.cell(LIFE, NONE, 0, life, this.#address(id, record))
    this.#add(sign)
  }

  #count(id: ColumnId, record: string, column: Column, at: number, sign: 1 | -1): void {
    const { values } = column
    const value = at < values.length ? values[at] : undefined
    if (value === undefined || (value === 0 && algebraOf(column.id) === Algebra.sum)) return
    this.#value(column.id, column.stamps, at, value, this.#address(id, record))
    this.#add(sign)
  }

  #elements(id: ColumnId, record: string, { id: column, values }: Column, at: number, sign: 1 | -1): void {
    if (at >= values.length || values[at] === undefined) return
    for (const [element, value] of keyedCell(values[at] as Cell)) {
      if (!isZero(value)) this.element(id, record, column, element, value, sign)
    }
  }

  /** The lanes after (table, record). */
  #address(table: ColumnId, record: string): Int32Array {
    if (record !== this.#record || table !== this.#table) {
      this.#table = table
      this.#record = record
      hasher.begin(RECORD ^ table, record.length)
      hasher.units(record)
      hasher.mix(0)
      this.#addressed.set(hasher.lanes)
    }
    return this.#addressed
  }

  #value(column: ColumnId, stamps: readonly number[], at: number, value: unknown, from: Int32Array): void {
    if (typeof value !== 'bigint' || algebraOf(column) === Algebra.lww) return hasher.cell(column, stamps, at, value, from)
    // An int64 is the same as a number and as a bigint.
    const number = Number(value)
    if (Number.isSafeInteger(number)) hasher.cell(column, NONE, 0, number, from)
    else hasher.int64(column, highOf(value), lowOf(value), from)
  }

  #word(table: ColumnId, index: number, high: number, low: number, sign: 1 | -1): void {
    // An absent word is zero.
    if ((high | low) === 0) return
    hasher.begin(WORD ^ table, index)
    hasher.pair(high, low)
    this.#add(sign)
  }

  #add(sign: 1 | -1): void {
    hasher.mix(2)
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
  return Digest.of(delta).toString()
}
