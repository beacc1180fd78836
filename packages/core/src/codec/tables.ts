import { Algebra, algebraOf, isKeyed, toColumnId, type ColumnId } from '../cell/column.js'
import { isIdentityValue } from '../delta/cells.js'
import { createColumn, putRegister, putValue, type Column } from '../delta/column.js'
import { Table } from '../delta/table.js'
import type { Lww } from '../delta/types.js'
import { TorsorError } from '../errors.js'
import { sortUtf8 } from '../order/compare.js'
import { readElements, readLives, writeElements, writeLives, type Elements } from './elements.js'
import { isWide, readInt64s } from './integers.js'
import { CELL_COST } from './limits.js'
import { readPositions, writePositions } from './positions.js'
import type { Reader } from './reader.js'
import type { Stamps } from './stamps.js'
import { readKeys, writeKeys } from './texts.js'
import { Form, formOf, readValues, writeValues } from './values.js'
import type { Writer } from './writer.js'

interface WrittenColumn {
  readonly id: ColumnId
  /** Among the living records. */
  readonly positions: readonly number[]
  readonly values: readonly unknown[]
  readonly stamps: readonly number[]
}

/** What is written of a table: records and columns in order, and nothing that is an identity. */
export interface WrittenTable {
  readonly ids: readonly string[]
  readonly lives: readonly number[]
  readonly living: number
  readonly columns: readonly WrittenColumn[]
}

export function gather(table: Table, absolute: boolean, stamps: Stamps): WrittenTable {
  const order = orderOf(table)
  const ids: string[] = []
  const lives: number[] = []
  const living: number[] = []
  for (const at of order) {
    const life = table.lives[at] as number
    ids.push(table.ids[at] as string)
    lives.push(life)
    if (life % 2 === 1) living.push(at)
  }
  const columns: WrittenColumn[] = []
  for (const column of table.columns) {
    const written = gatherColumn(column, living, absolute)
    if (written.values.length === 0) continue
    for (const stamp of written.stamps) stamps.note(stamp)
    if (algebraOf(column.id) === Algebra.lwwBy)
      for (const cell of written.values as readonly ReadonlyMap<string, Lww>[]) for (const { stamp } of cell.values()) stamps.note(stamp)
    columns.push(written)
  }
  return { ids, lives, living: living.length, columns: columns.sort((a, b) => a.id - b.id) }
}

/** The places of the records that have a life, by the order of their ids. */
function orderOf(table: Table): number[] {
  const order: number[] = []
  for (let at = 0; at < table.size; at++) if ((table.lives[at] as number) > 0) order.push(at)
  if (table.ascending) return order
  const ids = sortUtf8(order.map((at) => table.ids[at] as string))
  return ids.map((id) => table.find(id))
}

function gatherColumn({ id, values, stamps }: Column, living: readonly number[], absolute: boolean): WrittenColumn {
  const positions: number[] = []
  const written: unknown[] = []
  const writtenStamps: number[] = []
  const registers = algebraOf(id) === Algebra.lww
  const sums = algebraOf(id) === Algebra.sum
  const keyed = isKeyed(id)
  for (let position = 0; position < living.length; position++) {
    const at = living[position] as number
    let value = at < values.length ? values[at] : undefined
    if (value === undefined || (sums && value === 0 && !absolute)) continue
    if (keyed && (value = withoutIdentities(id, value as Elements, absolute)) === undefined) continue
    positions.push(position)
    written.push(value)
    if (registers) writtenStamps.push(stamps[at] as number)
  }
  return { id, positions, values: written, stamps: writtenStamps }
}

function withoutIdentities(column: ColumnId, elements: Elements, absolute: boolean): Elements | undefined {
  if (absolute) return elements.size === 0 ? undefined : elements
  const kept = new Map([...elements].filter(([, value]) => !isIdentityValue(column, value)))
  return kept.size === 0 ? undefined : kept
}

/** Every life is 1, as of records that were never deleted. */
const ALL_FIRST = 0
const LISTED = 1

const PARTIAL = 0x10
const STAMP_FORM = 5

/** Up to this many columns of a single record in its first life, the usual packet, are the head; 64 more than the head of other tables. */
const SINGLE = 64

/** Count of records and whether their lives follow, ids, lives; and where a record is alive, count of columns and each one. */
export function writeTable(writer: Writer, { ids, lives, living, columns }: WrittenTable, stamps: Stamps): void {
  const form = lives.every((life) => life === 1) ? ALL_FIRST : LISTED
  const single = ids.length === 1 && form === ALL_FIRST && columns.length < SINGLE
  writer.unsigned(single ? columns.length : SINGLE + ids.length * 2 + form)
  writeKeys(writer, ids)
  if (form === LISTED) writeLives(writer, lives)
  if (living === 0) return
  if (!single) writer.unsigned(columns.length)
  for (const column of columns) writeColumn(writer, column, living, stamps)
}

/** The id; a byte of the form of the values, whether cells are missing, and the form of the stamps; which are there; stamps; values. */
function writeColumn(writer: Writer, { id, positions, values, stamps: list }: WrittenColumn, living: number, stamps: Stamps): void {
  const algebra = algebraOf(id)
  const partial = positions.length < living
  const form = isKeyed(id) ? 0 : checkedForm(algebra, values)
  const stampForm = algebra === Algebra.lww ? stamps.formOf(list) : 0
  writer.uint32(id)
  writer.byte(form | (partial ? PARTIAL : 0) | (stampForm << STAMP_FORM))
  if (partial) writePositions(writer, positions, living)
  if (isKeyed(id)) return writeElements(writer, algebra, values as readonly Elements[], stamps)
  stamps.write(writer, stampForm, list)
  writeValues(writer, form, values)
}

function checkedForm(algebra: number, values: readonly unknown[]): number {
  if (algebra === Algebra.xor) throw new TypeError('Words merged by xor are a table of their own, not a column of records')
  if (algebra === Algebra.sum) {
    return isWide(values as readonly (number | bigint)[]) ? Form.wideIntegers : Form.integers
  }
  if (algebra !== Algebra.lww)
    for (const value of values)
      if (!Number.isFinite(value)) throw new TorsorError('value-not-storable', `${String(value)} is not storable: not a finite number`)
  return formOf(values)
}

export function readTable(reader: Reader, stamps: Stamps, absolute: boolean, maxKeyBytes: number): Table {
  const head = reader.unsigned()
  const single = head < SINGLE
  const count = single ? 1 : Math.floor((head - SINGLE) / 2)
  // A key may be empty only as the first.
  if (count === 0 || count > reader.remaining + 1) throw reader.malformed('an empty table, or more records than there are bytes for')
  const ids = readKeys(reader, count, maxKeyBytes)
  const table = new Table()
  const lives = !single && head % 2 === LISTED ? readLives(reader, count, false) : undefined
  const living: number[] = []
  for (let at = 0; at < count; at++) {
    const life = lives === undefined ? 1 : (lives[at] as number)
    table.addAscending(ids[at] as string, life)
    if (life % 2 === 1) living.push(at)
  }
  if (living.length === 0) return table
  const columns = single ? head : reader.unsigned()
  if (columns * LEAST_COLUMN_BYTES > reader.remaining) throw reader.malformed('more columns than there are bytes for')
  readColumns(reader, table, columns, living, stamps, absolute, maxKeyBytes)
  return table
}

const LEAST_COLUMN_BYTES = 5

function readColumns(
  reader: Reader,
  table: Table,
  count: number,
  living: readonly number[],
  stamps: Stamps,
  absolute: boolean,
  maxKeyBytes: number,
): void {
  let previous = -1
  for (let at = 0; at < count; at++) {
    const id = toColumnId(reader.uint32())
    if (id <= previous) throw reader.malformed('columns out of order')
    previous = id
    table.columns.push(readColumn(reader, id, table.size, living, stamps, absolute, maxKeyBytes))
  }
}

function readColumn(
  reader: Reader,
  id: ColumnId,
  size: number,
  living: readonly number[],
  stamps: Stamps,
  absolute: boolean,
  maxKeyBytes: number,
): Column {
  const algebra = algebraOf(id)
  const control = reader.byte()
  const form = control & 15
  const stampForm = control >> STAMP_FORM
  const positions = (control & PARTIAL) === 0 ? undefined : readPositions(reader, living.length)
  const count = positions === undefined ? living.length : positions.length
  reader.charge(count * CELL_COST)
  if (algebra !== Algebra.lww && stampForm !== 0) throw reader.malformed('stamps where none belong')
  let values: unknown[]
  let list: number[] = []
  if (isKeyed(id)) {
    if (form !== 0) throw reader.malformed('an unknown form of elements')
    values = readElements(reader, algebra, count, stamps, absolute, maxKeyBytes)
  } else {
    if (algebra === Algebra.lww) list = stamps.read(reader, stampForm, count)
    values = readChecked(reader, algebra, form, count, absolute)
  }
  // Every record is alive and has a cell: the lists are the column.
  if (count === size) return { id, values, stamps: list }
  const column = createColumn(id)
  for (let nth = 0; nth < count; nth++) {
    const at = living[positions === undefined ? nth : (positions[nth] as number)] as number
    if (algebra === Algebra.lww) putRegister(column, at, list[nth] as number, values[nth])
    else putValue(column, at, values[nth])
  }
  return column
}

function readChecked(reader: Reader, algebra: number, form: number, count: number, absolute: boolean): unknown[] {
  if (algebra === Algebra.xor) throw reader.malformed('words among the columns of records')
  if (algebra === Algebra.lww) return readValues(reader, form, count)
  const integers = form === Form.integers || form === Form.wideIntegers
  if (algebra === Algebra.sum) {
    if (!integers) throw reader.malformed('a sum that is no integer')
    const sums = readInt64s(reader, count, form === Form.wideIntegers)
    if (!absolute && sums.includes(0)) throw reader.malformed('an identity cell')
    return sums
  }
  if (!integers && (form < Form.decimals || form > Form.floats)) throw reader.malformed('an extremum that is no number')
  return readValues(reader, form, count)
}
