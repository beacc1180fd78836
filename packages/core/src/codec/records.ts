import { algebraOf, toColumnId, type ColumnId } from '../cell/column.js'
import { isIdentityValue, isKeyed, keyedCell, type ElementValue } from '../delta/cells.js'
import type { Cell, Records, Row } from '../delta/types.js'
import { sortUtf8 } from '../order/compare.js'
import { readElements, writeElements } from './elements.js'
import { readKeys, writeKeys } from './keys.js'
import type { Reader } from './reader.js'
import { readPositions, writePositions } from './positions.js'
import type { StampBase } from './stamp-base.js'
import { readLives, readValues, writeLives, writeValues } from './values.js'
import type { Writer } from './writer.js'

interface Column {
  readonly id: ColumnId
  /** Among the living records. */
  readonly positions: number[]
  readonly cells: Cell[]
}

/** A records table turned into columns: what is written of it, and nothing that is an identity. */
export interface Gathered {
  readonly keys: readonly string[]
  readonly lives: readonly number[]
  readonly columns: readonly Column[]
  readonly living: number
}

export function gatherRecords(records: Records, absolute: boolean, stamps: StampBase): Gathered {
  const keys: string[] = []
  for (const [record, row] of records) if (row.life > 0) keys.push(record)
  sortUtf8(keys)
  const lives: number[] = []
  const columns = new Map<ColumnId, Column>()
  let living = 0
  for (const key of keys) {
    const row = records.get(key)
    if (row === undefined) continue
    lives.push(row.life)
    if (row.life % 2 === 0) continue
    for (const [id, cell] of row.cells) {
      const written = writtenCell(id, cell, absolute)
      if (written === undefined) continue
      noteStamps(written, stamps)
      let column = columns.get(id)
      if (column === undefined) columns.set(id, (column = { id, positions: [], cells: [] }))
      column.positions.push(living)
      column.cells.push(written)
    }
    living++
  }
  return { keys, lives, columns: [...columns.values()].sort((a, b) => a.id - b.id), living }
}

function writtenCell(column: ColumnId, cell: Cell, absolute: boolean): Cell | undefined {
  if (!isKeyed(column)) return absolute || cell instanceof Map || !isIdentityValue(column, cell) ? cell : undefined
  const elements = keyedCell(cell)
  if (elements.size === 0) return undefined
  if (absolute || ![...elements.values()].some((value) => isIdentityValue(column, value))) return cell
  const kept = new Map([...elements].filter(([, value]) => !isIdentityValue(column, value)))
  return kept.size === 0 ? undefined : (kept as Cell)
}

function noteStamps(cell: Cell, stamps: StampBase): void {
  if (cell instanceof Map) {
    for (const value of keyedCell(cell).values()) if (typeof value === 'object') stamps.lower(value.stamp)
  } else if (typeof cell === 'object') stamps.lower(cell.stamp)
}

/** Count of records, keys, lives; and where a record is alive, count of columns and each one's id, places and values. */
export function writeRecords(writer: Writer, { keys, lives, columns, living }: Gathered, stamps: StampBase): void {
  writer.unsigned(keys.length)
  writeKeys(writer, keys)
  writeLives(writer, lives)
  if (living === 0) return
  writer.unsigned(columns.length)
  for (const { id, positions, cells } of columns) {
    writer.uint32(id)
    writePositions(writer, positions, living)
    if (isKeyed(id)) writeElements(writer, algebraOf(id), cells.map(keyedCell), stamps)
    else writeValues(writer, algebraOf(id), cells.map(plainValue), stamps)
  }
}

function plainValue(cell: Cell): ElementValue {
  if (cell instanceof Map) throw new TypeError('Elements in a column that has none')
  return cell
}

export function readRecords(reader: Reader, stamps: StampBase, absolute: boolean, maxKeyBytes: number): Records {
  // A key may be empty only as the first; a life takes no byte of its own where all are equal.
  const count = reader.unsigned()
  if (count === 0 || count > reader.remaining + 1) throw reader.malformed('an empty table, or more records than there are bytes for')
  const keys = readKeys(reader, count, maxKeyBytes)
  const lives = readLives(reader, count, false)
  const records: Records = new Map()
  const living: Row[] = []
  for (const [at, key] of keys.entries()) {
    const row: Row = { life: lives[at] as number, cells: new Map() }
    records.set(key, row)
    if (row.life % 2 === 1) living.push(row)
  }
  if (living.length > 0) readColumns(reader, living, stamps, absolute, maxKeyBytes)
  return records
}

const LEAST_COLUMN_BYTES = 6

function readColumns(reader: Reader, living: readonly Row[], stamps: StampBase, absolute: boolean, maxKeyBytes: number): void {
  const count = reader.count(LEAST_COLUMN_BYTES, 'columns')
  let previous = -1
  for (let at = 0; at < count; at++) {
    const id = toColumnId(reader.uint32())
    if (id <= previous) throw reader.malformed('columns out of order')
    previous = id
    const positions = readPositions(reader, living.length)
    const algebra = algebraOf(id)
    const cells = isKeyed(id)
      ? (readElements(reader, algebra, positions.length, stamps, absolute, maxKeyBytes) as Cell[])
      : (readValues(reader, algebra, positions.length, stamps, absolute) as Cell[])
    for (const [entry, position] of positions.entries()) (living[position] as Row).cells.set(id, cells[entry] as Cell)
  }
}
