import type { ColumnId } from '../cell/column.js'
import { highOf, lowOf } from '../cell/word.js'
import { isIdentityValue, isKeyed, keyedCell, type ElementValue } from '../delta/cells.js'
import type { ChangeListener } from '../delta/listener.js'
import type { Delta, Row, Touch } from '../delta/types.js'
import { DigestAccumulator } from './accumulator.js'
import { CellHasher } from './hasher.js'

/** Tells a life from a cell of a column: no column id absorbed after a record is this word twice. */
const LIFE = 0x6c696665
const CELL = 0x63656c6c
const WORD = 0x776f7264

/** Keeps `digest` in step with the state whose changes it hears, and passes them on to `touch`. */
export function digestListener(digest: DigestAccumulator, touch?: Touch): ChangeListener {
  const hasher = new CellHasher()
  const address = new RecordAddress(hasher)

  function count(column: ColumnId, element: string | null, value: ElementValue, sign: 1 | -1): void {
    address.resume()
    hashCell(hasher, column, element, value)
    if (sign === 1) digest.add(hasher.lanes)
    else digest.subtract(hasher.lanes)
  }

  function countLife(life: number, sign: 1 | -1): void {
    address.resume()
    hasher.absorb(LIFE)
    hasher.absorb(life)
    hasher.finish()
    if (sign === 1) digest.add(hasher.lanes)
    else digest.subtract(hasher.lanes)
  }

  return {
    row(table, record, before, life) {
      address.set(table, record)
      if (before !== undefined) {
        countLife(before.life, -1)
        forEachValue(before, (column, element, value) => count(column, element, value, -1))
      }
      countLife(life, 1)
      touch?.row(table, record, before !== undefined)
    },
    cell(table, record, column, element, before, after) {
      address.set(table, record)
      if (before !== undefined) count(column, element, before, -1)
      if (after !== undefined) count(column, element, after, 1)
      touch?.cell(table, record, column, element)
    },
    word(table, index, highBefore, lowBefore, highAfter, lowAfter) {
      if ((highBefore | lowBefore) !== 0) {
        hashWord(hasher, table, index, highBefore, lowBefore)
        digest.subtract(hasher.lanes)
      }
      if ((highAfter | lowAfter) !== 0) {
        hashWord(hasher, table, index, highAfter, lowAfter)
        digest.add(hasher.lanes)
      }
      touch?.word(table, index)
    },
  }
}

/** The digest of a state, or of any delta, computed from nothing: 32 hex digits. For checks. */
export function digestOfDelta(delta: Delta): string {
  return digestFromScratch(delta).toString()
}

export function digestFromScratch(delta: Delta): DigestAccumulator {
  const digest = new DigestAccumulator()
  const listener = digestListener(digest)
  for (const [table, records] of delta.records) {
    for (const [record, row] of records) {
      listener.row(table, record, undefined, row.life)
      forEachValue(row, (column, element, value) => {
        if (!isIdentityValue(column, value)) listener.cell(table, record, column, element, undefined, value)
      })
    }
  }
  for (const [table, words] of delta.words) words.forEach((index, high, low) => listener.word(table, index, 0, 0, high, low))
  return digest
}

function forEachValue(row: Row, visit: (column: ColumnId, element: string | null, value: ElementValue) => void): void {
  for (const [column, cell] of row.cells) {
    if (isKeyed(column)) for (const [element, value] of keyedCell(cell)) visit(column, element, value)
    else if (!(cell instanceof Map)) visit(column, null, cell)
  }
}

function hashCell(hasher: CellHasher, column: ColumnId, element: string | null, value: ElementValue): void {
  hasher.absorb(CELL)
  hasher.absorb(column)
  if (element !== null) hasher.absorbString(element)
  if (typeof value === 'bigint') {
    hasher.absorb(highOf(value))
    hasher.absorb(lowOf(value))
  } else if (typeof value === 'number') hasher.absorbNumber(value)
  else {
    hasher.absorbNumber(value.stamp)
    hasher.absorbBytes(value.bytes)
  }
  hasher.finish()
}

function hashWord(hasher: CellHasher, table: ColumnId, index: number, high: number, low: number): void {
  hasher.reset()
  hasher.absorb(WORD)
  hasher.absorb(table)
  hasher.absorb(index)
  hasher.absorb(high)
  hasher.absorb(low)
  hasher.finish()
}

/** The lanes after (table, record), kept while changes stay within one record, as they mostly do. */
class RecordAddress {
  readonly #hasher: CellHasher
  readonly #lanes: Int32Array = new Int32Array(4)
  #table: ColumnId | undefined
  #record: string | undefined

  constructor(hasher: CellHasher) {
    this.#hasher = hasher
  }

  set(table: ColumnId, record: string): void {
    if (table === this.#table && record === this.#record) return
    this.#table = table
    this.#record = record
    this.#hasher.reset()
    this.#hasher.absorb(table)
    this.#hasher.absorbString(record)
    this.#lanes.set(this.#hasher.lanes)
  }

  resume(): void {
    this.#hasher.resume(this.#lanes)
  }
}
