import { Algebra, algebraOf, WordMap } from '@torsor/core'
import type { Cell, ColumnId, Delta, Lww, Row } from '@torsor/core'
import type { CellAddress } from './cell-key.js'

type ElementValue = number | bigint | Lww

/** What a cell takes in a slice, in bytes, roughly and rather too much. */
export function sizeOfCell(state: Delta, address: CellAddress): number {
  const { record, column, element } = address
  if (record === null) return 10
  const name = record.length + 4
  if (column === null) return name
  const cell = rowOf(state, address).cells.get(column)
  if (element === null) return name + (cell === undefined || cell instanceof Map ? 0 : sizeOfValue(cell))
  const value = cell instanceof Map ? cell.get(element) : undefined
  return name + element.length + (value === undefined ? 0 : sizeOfValue(value))
}

/** Puts the value that a cell has in `state` into `slice`; identity where it has returned to it. */
export function copyCell(state: Delta, slice: Delta, address: CellAddress): void {
  const { table, record, column, element, index } = address
  if (record === null) {
    let words = slice.words.get(table)
    if (words === undefined) slice.words.set(table, (words = new WordMap()))
    words.set(index, state.words.get(table)?.get(index) ?? 0n)
    return
  }
  const row = rowOf(state, address)
  let records = slice.records.get(table)
  if (records === undefined) slice.records.set(table, (records = new Map()))
  let copy = records.get(record)
  if (copy === undefined) records.set(record, (copy = { life: row.life, cells: new Map() }))
  if (column === null) return
  if (element === null) copy.cells.set(column, row.cells.get(column) ?? identityOf(column))
  else copyElement(row, copy, column, element)
}

function rowOf(state: Delta, { table, record }: CellAddress): Row {
  const row = record === null ? undefined : state.records.get(table)?.get(record)
  if (row === undefined) throw new RangeError('A cell is remembered of a record that is not there.')
  return row
}

function copyElement(row: Row, copy: Row, column: ColumnId, element: string): void {
  const from = row.cells.get(column)
  const into = copy.cells.get(column) ?? new Map<string, never>()
  if (!(into instanceof Map)) throw new RangeError('A column of elements holds something else.')
  copy.cells.set(column, into)
  // All maps of one column are of one kind, that of its algebra; TypeScript cannot follow that through the id.
  const elements = into as Map<string, ElementValue>
  elements.set(element, (from instanceof Map ? from.get(element) : undefined) ?? identityOf(column))
}

/** Only what forms a group comes back to nothing; a lattice never does. */
function identityOf(column: ColumnId): bigint {
  const algebra = algebraOf(column)
  if (algebra === Algebra.sum || algebra === Algebra.sumBy) return 0n
  throw new RangeError(`A cell of column ${column} is remembered and not there.`)
}

function sizeOfValue(value: Exclude<Cell, Map<string, never>> | ElementValue): number {
  return typeof value === 'object' && 'bytes' in value ? value.bytes.length + 8 : 8
}
