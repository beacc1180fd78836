import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'
import { Algebra, algebraOf, isKeyed, toColumnId, type ColumnId } from '../cell/column.js'
import { isIdentityValue } from '../delta/cells.js'
import type { Column } from '../delta/column.js'
import { Table } from '../delta/table.js'
import type { Lww } from '../delta/types.js'
import { TorsorError } from '../errors.js'
import { readElements, readLives, writeElements, writeLives, type Elements } from './elements.js'
import { isWide, readInt64s } from './integers.js'
import { CELL_COST } from './limits.js'
import { readPositions, writePositions } from './positions.js'
import type { Stamps } from './stamps.js'
import { readKeys, writeKeys } from './texts.js'
import { Form, formOf, readValues, writeValues } from './values.js'

interface WrittenColumn extends Column {
  /** Among the living records. */
  readonly positions: readonly number[]
}

/** What is written of a table: records and columns in order, and nothing that is an identity. */
export interface WrittenTable {
  readonly ids: readonly string[]
  readonly lives: readonly number[]
  readonly living: number
  readonly columns: readonly WrittenColumn[]
}

export function gather(table: Table, absolute: boolean, stamps: Stamps): WrittenTable {
  // Those that have a life.
  const order = table.order().filter((at) => (table.lives[at] as number) > 0)
  const lives = order.map((at) => table.lives[at] as number)
  const living = order.filter((_, nth) => (lives[nth] as number) % 2 === 1)
  const columns = table.columns.map((column) => gatherColumn(column, living, absolute)).filter(({ values }) => values.length > 0)
  for (const { id, values, stamps: list } of columns) {
    for (const stamp of list) stamps.note(stamp)
    if (algebraOf(id) !== Algebra.lwwBy) continue
    for (const cell of values as readonly ReadonlyMap<string, Lww>[]) for (const { stamp } of cell.values()) stamps.note(stamp)
  }
  return {
    ids: order.map((at) => table.ids[at] as string),
    lives,
    living: living.length,
    columns: columns.sort((a, b) => a.id - b.id),
  }
}

function gatherColumn({ id, values, stamps }: Column, living: readonly number[], absolute: boolean): WrittenColumn {
  const gathered = { id, positions: [] as number[], values: [] as unknown[], stamps: [] as number[] }
  const sums = algebraOf(id) === Algebra.sum
  for (let position = 0; position < living.length; position++) {
    const at = living[position] as number
    let value = at < values.length ? values[at] : undefined
    if (value !== undefined && isKeyed(id)) value = written(id, value as Elements, absolute)
    if (value === undefined || (sums && value === 0 && !absolute)) continue
    gathered.positions.push(position)
    gathered.values.push(value)
    if (at < stamps.length) gathered.stamps.push(stamps[at] as number)
  }
  return gathered
}

function written(column: ColumnId, elements: Elements, absolute: boolean): Elements | undefined {
  const kept = absolute ? elements : new Map([...elements].filter(([, value]) => !isIdentityValue(column, value)))
  return kept.size === 0 ? undefined : kept
}

/** Up to this many columns of a single record in its first life, the usual packet, are the head of its table; heads of others are greater. */
const SINGLE = 64

/** Whether lives are listed; else each is the first, as of records that were never deleted. */
const LISTED = 1

/** In the byte of a column above the form of its values: whether cells are missing, and the form of its stamps. */
const PARTIAL = 0x10
const STAMP_FORM = 5

/** Count of records and whether their lives follow, ids, lives; and where a record is alive, count of columns and each one. */
export function writeTable(writer: Writer, { ids, lives, living, columns }: WrittenTable, stamps: Stamps): void {
  const form = lives.every((life) => life === 1) ? 0 : LISTED
  const single = ids.length === 1 && form === 0 && columns.length < SINGLE
  writer.unsigned(single ? columns.length : SINGLE + ids.length * 2 + form)
  writeKeys(writer, ids)
  if (form === LISTED) writeLives(writer, lives)
  if (living === 0) return
  if (!single) writer.unsigned(columns.length)
  for (const column of columns) writeColumn(writer, column, living, stamps)
}

/** The id; the byte of forms; which cells are there; stamps; values. */
function writeColumn(writer: Writer, { id, positions, values, stamps: list }: WrittenColumn, living: number, stamps: Stamps): void {
  const algebra = algebraOf(id)
  const partial = positions.length < living
  const form = isKeyed(id) ? 0 : checkedForm(algebra, values)
  const stampForm = algebra === Algebra.lww ? stamps.formOf(list) : 0
  writer.fixed(id, 4)
  writer.byte(form | (partial ? PARTIAL : 0) | (stampForm << STAMP_FORM))
  if (partial) writePositions(writer, positions, living)
  if (isKeyed(id)) return writeElements(writer, algebra, values as readonly Elements[], stamps)
  stamps.write(writer, stampForm, list)
  writeValues(writer, form, values)
}

function checkedForm(algebra: number, values: readonly unknown[]): number {
  // An int64 is a number or a bigint, all of one form.
  if (algebra === Algebra.sum) return Form.integers + (isWide(values as readonly (number | bigint)[]) ? 1 : 0)
  if (algebra === Algebra.xor) throw new TypeError('Words merged by xor are a table of their own, not a column of records')
  if (algebra !== Algebra.lww && !values.every(Number.isFinite))
    throw new TorsorError('value-not-storable', 'an extremum that is not finite')
  return formOf(values)
}

export function readTable(reader: Reader, stamps: Stamps, absolute: boolean, maxKeyBytes: number): Table {
  const head = reader.unsigned()
  const single = head < SINGLE
  const count = single ? 1 : Math.floor((head - SINGLE) / 2)
  // A key may be empty only as the first.
  reader.check(count > 0 && count <= reader.remaining + 1, 'an empty table, or more records than there are bytes for')
  const ids = readKeys(reader, count, maxKeyBytes)
  const listed = !single && head % 2 === LISTED
  const lives = single ? [1] : listed ? readLives(reader, count, false) : new Array<number>(count).fill(1)
  const living = listed ? placesOfLiving(lives) : undefined
  if (living?.length === 0) return new Table(ids, lives)
  const columnCount = single ? head : reader.unsigned()
  reader.check(columnCount <= reader.remaining, 'more columns than there are bytes for')
  const columns = new Array<Column>(columnCount)
  let previous = -1
  for (let nth = 0; nth < columnCount; nth++) {
    const id = toColumnId(reader.fixed(4))
    reader.check(id > previous, 'columns out of order')
    previous = id
    columns[nth] = readColumn(reader, id, count, living, stamps, absolute, maxKeyBytes)
  }
  return new Table(ids, lives, columns)
}

function placesOfLiving(lives: readonly number[]): number[] {
  const living: number[] = []
  for (let at = 0; at < lives.length; at++) if ((lives[at] as number) % 2 === 1) living.push(at)
  return living
}

function readColumn(
  reader: Reader,
  id: ColumnId,
  size: number,
  /** Undefined: all. */
  living: readonly number[] | undefined,
  stamps: Stamps,
  absolute: boolean,
  maxKeyBytes: number,
): Column {
  const algebra = algebraOf(id)
  const control = reader.byte()
  const form = control & 15
  const total = living?.length ?? size
  const positions = (control & PARTIAL) === 0 ? undefined : readPositions(reader, total)
  const count = positions?.length ?? total
  reader.charge(count * CELL_COST)
  const registers = algebra === Algebra.lww
  reader.check(registers || control >> STAMP_FORM === 0, 'stamps where none belong')
  reader.check(!isKeyed(id) || form === 0, 'an unknown form of elements')
  const list = registers ? stamps.read(reader, control >> STAMP_FORM, count) : []
  const values = isKeyed(id)
    ? readElements(reader, algebra, count, stamps, absolute, maxKeyBytes)
    : readPlain(reader, algebra, form, count, absolute)
  // Every record is alive and has a cell: the lists are the column.
  if (count === size) return { id, values, stamps: list }
  // Arrays of one length from the start: growing costs more than the undefined ones at the end.
  const spread = new Array<unknown>(size).fill(undefined)
  const spreadStamps = registers ? new Array<number>(size).fill(0) : list
  for (let nth = 0; nth < count; nth++) {
    const position = positions === undefined ? nth : (positions[nth] as number)
    const at = living === undefined ? position : (living[position] as number)
    spread[at] = values[nth]
    if (registers) spreadStamps[at] = list[nth] as number
  }
  return { id, values: spread, stamps: spreadStamps }
}

function readPlain(reader: Reader, algebra: number, form: number, count: number, absolute: boolean): unknown[] {
  if (algebra === Algebra.lww) return readValues(reader, form, count)
  reader.check(algebra !== Algebra.xor, 'words among the columns of records')
  if (algebra === Algebra.sum) {
    reader.check(form === Form.integers || form === Form.integers + 1, 'a sum that is no integer')
    const sums = readInt64s(reader, count, form !== Form.integers)
    reader.check(absolute || !sums.includes(0), 'an identity cell')
    return sums
  }
  const values = readValues(reader, form, count)
  reader.check(values.every(Number.isFinite), 'an extremum that is no number')
  return values
}
