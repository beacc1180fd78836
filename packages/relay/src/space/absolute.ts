import { Algebra, algebraOf, encodeValue, Table, WordMap } from '@torsor/core'
import type { Cell, ColumnId, Delta, Lww, Value } from '@torsor/core'
import type { CellAddress } from './cell-key.js'

type ElementValue = number | bigint | Lww

/** What a cell takes in a slice, in bytes, roughly and rather too much. */
export function sizeOfCell(state: Delta, address: CellAddress): number {
  const { record, column, element } = address
  if (record === null) return 10
  const name = record.length + 4
  if (column === null) return name
  const { table, at } = placeOf(state, address)
  const cell = table.cell(at, column)
  if (element === null) return name + (cell === undefined || cell instanceof Map ? 0 : sizeOfValue(cell))
  const value = cell instanceof Map ? cell.get(element) : undefined
  return name + element.length + (value === undefined ? 0 : sizeOfValue(value))
}

/** Puts the value that a cell has in `state` into `slice`; identity where it has returned to it. */
export function copyCell(state: Delta, slice: Delta, address: CellAddress): void {
  const { record, column, element, index } = address
  if (record === null) {
    let words = slice.words.get(address.table)
    if (words === undefined) slice.words.set(address.table, (words = new WordMap()))
    words.set(index, state.words.get(address.table)?.get(index) ?? 0n)
    return
  }
  const { table, at } = placeOf(state, address)
  let copies = slice.records.get(address.table)
  if (copies === undefined) slice.records.set(address.table, (copies = new Table()))
  let into = copies.find(record)
  if (into < 0) into = copies.add(record, table.lives[at] as number)
  if (column === null) return
  const cell = table.cell(at, column)
  if (element === null) copies.put(into, column, cell ?? identityOf(column))
  else {
    const value = (cell instanceof Map ? cell.get(element) : undefined) ?? identityOf(column)
    const elements = copies.cell(into, column)
    // All maps of one column are of one kind, that of its algebra; TypeScript cannot follow that through the id.
    if (elements instanceof Map) (elements as Map<string, ElementValue>).set(element, value)
    else copies.put(into, column, new Map([[element, value]]) as Cell)
  }
}

function placeOf(state: Delta, { table: id, record }: CellAddress): { table: Table; at: number } {
  const table = state.records.get(id)
  const at = table === undefined || record === null ? -1 : table.find(record)
  if (table === undefined || at < 0) throw new RangeError('A cell is remembered of a record that is not there.')
  return { table, at }
}

/** Only what forms a group comes back to nothing; a lattice never does. */
function identityOf(column: ColumnId): bigint {
  const algebra = algebraOf(column)
  if (algebra === Algebra.sum || algebra === Algebra.sumBy) return 0n
  throw new RangeError(`A cell of column ${column} is remembered and not there.`)
}

/** UTF-8 takes at most three bytes for a unit of UTF-16. */
function sizeOfValue(cell: ElementValue): number {
  if (typeof cell !== 'object') return 8
  const value: Value = cell.value
  if (typeof value === 'string') return value.length * 3 + 8
  return typeof value === 'object' && value !== null ? encodeValue(value).length + 8 : 16
}
