import { sortUtf8 } from '../order/compare.js'
import { decodeValue } from '../value/decode.js'
import { encodeValue } from '../value/encode.js'
import { isWide, readInt64s, writeInt64s } from './integers.js'
import { CELL_COST, MAX_KEY_BYTES } from './limits.js'
import { readList, writeList } from './lists.js'
import { decimalsOf, fromUnits, MAX_DECIMALS, toUnits } from './numbers.js'
import type { Reader } from './reader.js'
import { readKeys, readTexts, writeKeys, writeTexts } from './texts.js'
import type { Writer } from './writer.js'

/** How a list of values is written, in four bits. `wide`: with a list of high halves. */
export const Form = {
  null: 0,
  false: 1,
  true: 2,
  integers: 3,
  wideIntegers: 4,
  bigints: 5,
  wideBigints: 6,
  /** A byte of how many decimals, and the integers of them. */
  decimals: 7,
  wideDecimals: 8,
  floats: 9,
  texts: 10,
  /** Those there are, ascending, and which one each is. */
  dictionary: 11,
  bytes: 12,
  /** Arrays and objects, each in its canonical bytes. */
  nested: 13,
  /** The kind of each, and the lists of every kind, ascending. */
  mixed: 14,
} as const

/** The narrow form of a value alone. */
function kindOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? Form.integers : Form.floats
    case 'string':
      return Form.texts
    case 'bigint':
      return Form.bigints
    case 'boolean':
      return value ? Form.true : Form.false
    default:
      return value === null ? Form.null : value instanceof Uint8Array ? Form.bytes : Form.nested
  }
}

/** The form of a list that is not empty. A function of the values alone. */
export function formOf(values: readonly unknown[]): number {
  let kind = kindOf(values[0])
  for (let at = 1; at < values.length; at++) {
    const other = kindOf(values[at])
    if (other === kind) continue
    if (!isNumeric(other) || !isNumeric(kind)) return Form.mixed
    kind = Form.floats
  }
  if (kind === Form.texts) return distinctTexts(values as readonly string[]) === undefined ? kind : Form.dictionary
  if (kind === Form.floats) {
    const decimals = decimalsOf(values as readonly number[])
    if (decimals === undefined) return kind
    return isWide((values as readonly number[]).map((value) => toUnits(value, decimals))) ? Form.wideDecimals : Form.decimals
  }
  const counts = kind === Form.integers || kind === Form.bigints
  return counts && isWide(values as readonly number[]) ? kind + 1 : kind
}

function isNumeric(kind: number): boolean {
  return kind === Form.integers || kind === Form.floats
}

/** Undefined: naming each where it stands is as short. */
function distinctTexts(texts: readonly string[]): Set<string> | undefined {
  if (texts.length < 8) return undefined
  const distinct = new Set<string>()
  for (const text of texts) {
    if (distinct.add(text).size * 2 > texts.length || text.length > MAX_KEY_BYTES / 3) return undefined
  }
  return distinct
}

export function writeValues(writer: Writer, form: number, values: readonly unknown[]): void {
  switch (form) {
    case Form.integers:
    case Form.bigints:
      return writeInt64s(writer, values as readonly number[], false)
    case Form.wideIntegers:
    case Form.wideBigints:
      return writeInt64s(writer, values as readonly number[], true)
    case Form.decimals:
    case Form.wideDecimals: {
      const decimals = decimalsOf(values as readonly number[]) ?? 0
      writer.byte(decimals)
      return writeInt64s(
        writer,
        (values as readonly number[]).map((value) => toUnits(value, decimals)),
        form === Form.wideDecimals,
      )
    }
    case Form.floats:
      for (const value of values) writer.float64(value as number)
      return
    case Form.texts:
      return writeTexts(writer, values as readonly string[])
    case Form.dictionary: {
      const keys = sortUtf8([...new Set(values as readonly string[])])
      const places = new Map(keys.map((key, place) => [key, place]))
      writer.unsigned(keys.length)
      writeKeys(writer, keys)
      return writeList(
        writer,
        values.map((value) => places.get(value as string) as number),
      )
    }
    case Form.bytes:
      return writeBlobs(writer, values as readonly Uint8Array[])
    case Form.nested:
      return writeBlobs(
        writer,
        values.map((value) => encodeValue(value)),
      )
    case Form.mixed:
      return writeMixed(writer, values)
  }
}

function writeBlobs(writer: Writer, blobs: readonly Uint8Array[]): void {
  writeList(
    writer,
    blobs.map((blob) => blob.length),
  )
  for (const blob of blobs) writer.bytes(blob)
}

function writeMixed(writer: Writer, values: readonly unknown[]): void {
  let kinds = values.map(kindOf)
  // All numbers are of one list: whether one of them is an integer says nothing.
  if (kinds.includes(Form.floats)) kinds = kinds.map((kind) => (kind === Form.integers ? Form.floats : kind))
  writeList(writer, kinds)
  for (const kind of ascending(kinds)) {
    const group = values.filter((_, at) => kinds[at] === kind)
    const form = formOf(group)
    writer.byte(form)
    writeValues(writer, form, group)
  }
}

function ascending(kinds: readonly number[]): number[] {
  return [...new Set(kinds)].sort((a, b) => a - b)
}

export function readValues(reader: Reader, form: number, count: number): unknown[] {
  reader.charge(count * CELL_COST)
  switch (form) {
    case Form.null:
    case Form.false:
    case Form.true:
      return new Array<unknown>(count).fill(form === Form.null ? null : form === Form.true)
    case Form.integers:
    case Form.wideIntegers:
      return readInt64s(reader, count, form === Form.wideIntegers).map((value) => {
        if (typeof value !== 'number') throw reader.malformed('an integer beyond the safe ones')
        return value
      })
    case Form.bigints:
    case Form.wideBigints:
      return readInt64s(reader, count, form === Form.wideBigints).map(BigInt)
    case Form.decimals:
    case Form.wideDecimals:
      return readDecimals(reader, count, form === Form.wideDecimals)
    case Form.floats:
      return readFloats(reader, count)
    case Form.texts:
      return readTexts(reader, count)
    case Form.dictionary:
      return readDictionary(reader, count)
    case Form.bytes:
    case Form.nested:
      return readBlobs(reader, count, form === Form.nested)
    case Form.mixed:
      return readMixed(reader, count)
    default:
      throw reader.malformed('an unknown form of values')
  }
}

function readDecimals(reader: Reader, count: number, wide: boolean): number[] {
  const decimals = reader.byte()
  if (decimals < 1 || decimals > MAX_DECIMALS) throw reader.malformed('an unknown count of decimals')
  const values = readInt64s(reader, count, wide) as number[]
  for (let at = 0; at < count; at++) {
    if (typeof values[at] !== 'number') throw reader.malformed('an integer beyond the safe ones')
    values[at] = fromUnits(values[at] as number, decimals)
  }
  return values
}

function readFloats(reader: Reader, count: number): number[] {
  if (count * 8 > reader.remaining) throw reader.malformed('cut short')
  const values: number[] = []
  for (let at = 0; at < count; at++) {
    const value = reader.float64()
    if (!Number.isFinite(value) || Object.is(value, -0)) throw reader.malformed('not a finite number, or -0')
    values.push(value)
  }
  return values
}

function readDictionary(reader: Reader, count: number): string[] {
  const size = reader.unsigned()
  if (size > count) throw reader.malformed('more texts than places for them')
  const keys = readKeys(reader, size, MAX_KEY_BYTES)
  return readList(reader, count).map((place) => {
    const key = keys[place]
    if (key === undefined) throw reader.malformed('a place past the dictionary')
    return key
  })
}

function readBlobs(reader: Reader, count: number, nested: boolean): unknown[] {
  return readList(reader, count).map((length) => {
    reader.charge(length)
    const blob = reader.take(length)
    if (!nested) return blob.slice()
    return nestedValue(reader, blob)
  })
}

function nestedValue(reader: Reader, blob: Uint8Array): unknown {
  let value: unknown
  try {
    value = decodeValue(blob)
  } catch (error) {
    throw reader.malformed(error instanceof Error ? error.message : 'not a value')
  }
  if (kindOf(value) !== Form.nested) throw reader.malformed('a second spelling of a value')
  return value
}

function readMixed(reader: Reader, count: number): unknown[] {
  const kinds = readList(reader, count)
  const values = new Array<unknown>(count)
  for (const kind of ascending(kinds)) {
    const group: number[] = []
    for (let at = 0; at < count; at++) if (kinds[at] === kind) group.push(at)
    const form = reader.byte()
    if (form >= Form.mixed) throw reader.malformed('an unknown form of values')
    const read = readValues(reader, form, group.length)
    for (const [nth, at] of group.entries()) values[at] = read[nth]
  }
  return values
}
