import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'
import { sortUtf8 } from '../order/compare.js'
import { decodeValue } from '../value/decode.js'
import { encodeNormalized } from '../value/encode.js'
import type { Value } from '../value/value.js'
import { isWide, readInt64s, readIntegers, writeInt64s } from './integers.js'
import { MAX_KEY_BYTES } from './limits.js'
import { readList, writeList } from './lists.js'
import { decimalsOf, fromUnits, MAX_DECIMALS, toUnits } from './numbers.js'
import { readKeys, readTexts, writeKeys, writeTexts } from './texts.js'

/** How a list of values is written, in four bits. The next of each pair of numbers has a list of high halves, too. */
export const Form = {
  /** Whatever they are, each in its canonical bytes behind the list of their lengths. */
  any: 0,
  integers: 1,
  bigints: 3,
  /** A byte of how many decimals, and the integers of them. */
  decimals: 5,
  texts: 7,
  /** Those there are, ascending, and which one each is. */
  dictionary: 8,
} as const

/** The form of a list that is not empty. A function of the values alone. */
export function formOf(values: readonly unknown[]): number {
  const type = typeof values[0]
  for (let at = 1; at < values.length; at++) if (typeof values[at] !== type) return Form.any
  if (type === 'string') return isRepetitive(values as readonly string[]) ? Form.dictionary : Form.texts
  if (type === 'bigint') return Form.bigints + widthOf(values as readonly bigint[])
  if (type !== 'number') return Form.any
  const decimals = decimalsOf(values as readonly number[])
  if (decimals === undefined) return Form.any
  return (decimals === 0 ? Form.integers : Form.decimals) + widthOf((values as readonly number[]).map((value) => toUnits(value, decimals)))
}

function widthOf(values: readonly (number | bigint)[]): number {
  return isWide(values) ? 1 : 0
}

/** Whether naming each text once, and then which one it is, is likely shorter. */
function isRepetitive(texts: readonly string[]): boolean {
  const distinct = new Set<string>()
  for (const text of texts) {
    if (distinct.add(text).size * 2 > texts.length || text.length > MAX_KEY_BYTES / 3) return false
  }
  return true
}

export function writeValues(writer: Writer, form: number, values: readonly unknown[]): void {
  if (form === Form.texts) return writeTexts(writer, values as readonly string[])
  if (form === Form.dictionary) {
    const keys = sortUtf8([...new Set(values as readonly string[])])
    const places = new Map(keys.map((key, place) => [key, place]))
    writer.unsigned(keys.length)
    writeKeys(writer, keys)
    return writeList(
      writer,
      values.map((value) => places.get(value as string) as number),
    )
  }
  if (form === Form.any) {
    const blobs = values.map((value) => encodeNormalized(value as Value))
    writeList(
      writer,
      blobs.map((blob) => blob.length),
    )
    for (const blob of blobs) writer.bytes(blob)
    return
  }
  let integers = values as readonly number[]
  if (form >= Form.decimals) {
    const decimals = decimalsOf(integers) as number
    writer.byte(decimals)
    integers = integers.map((value) => toUnits(value, decimals))
  }
  writeInt64s(writer, integers, form % 2 === 0)
}

export function readValues(reader: Reader, form: number, count: number): unknown[] {
  const wide = form % 2 === 0
  if (form === Form.any)
    return readList(reader, count).map((length) => {
      reader.charge(length)
      return decodeValue(reader.take(length))
    })
  if (form < Form.bigints) return readIntegers(reader, count, wide)
  if (form < Form.decimals) return readInt64s(reader, count, wide).map(BigInt)
  if (form < Form.texts) {
    const decimals = reader.byte()
    reader.check(decimals > 0 && decimals <= MAX_DECIMALS, 'an unknown count of decimals')
    const numbers = readIntegers(reader, count, wide)
    for (let at = 0; at < count; at++) numbers[at] = fromUnits(numbers[at] as number, decimals)
    return numbers
  }
  if (form === Form.texts) return readTexts(reader, count)
  reader.check(form === Form.dictionary, 'an unknown form of values')
  const keys = readKeys(reader, reader.unsigned(count), MAX_KEY_BYTES)
  return readList(reader, count).map((place) => {
    const key = keys[place]
    if (key === undefined) throw reader.malformed('a place past the dictionary')
    return key
  })
}
