import { Algebra, type AlgebraCode } from '../cell/column.js'
import type { ElementValue } from '../delta/cells.js'
import { narrow } from '../delta/column.js'
import type { Lww } from '../delta/types.js'
import { TorsorError } from '../errors.js'
import { sortUtf8 } from '../order/compare.js'
import { isWide, readInt64s, writeInt64s } from './integers.js'
import { CELL_COST } from './limits.js'
import { readList, writeList } from './lists.js'
import type { Reader } from '../bytes/reader.js'
import type { Stamps } from './stamps.js'
import { readKeys, writeKeys } from './texts.js'
import type { Writer } from '../bytes/writer.js'

export type Elements = ReadonlyMap<string, ElementValue>

/**
 * A column of sets or tallies: how many elements each record has, the dictionary of all elements, each record's as
 * ascending gaps into the dictionary, and the values in that order.
 */
export function writeElements(writer: Writer, algebra: AlgebraCode, cells: readonly Elements[], stamps: Stamps): void {
  const dictionary = sortUtf8([...new Set(cells.flatMap((cell) => [...cell.keys()]))])
  const places = new Map(dictionary.map((element, place) => [element, place]))
  const gaps: number[] = []
  const values: ElementValue[] = []
  for (const cell of cells) {
    const entries = [...cell].map(([element, value]) => ({ place: places.get(element) as number, value })).sort((a, b) => a.place - b.place)
    let next = 0
    for (const { place, value } of entries) {
      gaps.push(place - next)
      values.push(value)
      next = place + 1
    }
  }
  writeList(
    writer,
    cells.map((cell) => cell.size),
  )
  writer.unsigned(dictionary.length)
  writeKeys(writer, dictionary)
  writeList(writer, gaps)
  if (algebra === Algebra.life) return writeLives(writer, values as number[])
  let sums = values as bigint[]
  if (algebra === Algebra.lwwBy) {
    const registers = values as Lww[]
    const list = registers.map(({ stamp }) => stamp)
    const form = stamps.formOf(list)
    writer.byte(form)
    stamps.write(writer, form, list)
    sums = registers.map(({ value }) => value as bigint)
  }
  const int64s = sums.map(narrow)
  const wide = isWide(int64s)
  writer.byte(wide ? 1 : 0)
  writeInt64s(writer, int64s, wide)
}

export function readElements(
  reader: Reader,
  algebra: AlgebraCode,
  count: number,
  stamps: Stamps,
  absolute: boolean,
  maxKeyBytes: number,
): Map<string, ElementValue>[] {
  const sizes = readList(reader, count)
  let total = 0
  for (const size of sizes) {
    if (size === 0) throw reader.malformed('a set without elements')
    total += size
  }
  reader.charge((count + total) * CELL_COST)
  // The first key may be empty; each other takes a byte at least.
  const dictionarySize = reader.unsigned()
  reader.check(dictionarySize <= reader.remaining + 1, 'more elements than there are bytes for')
  const dictionary = readKeys(reader, dictionarySize, maxKeyBytes)
  const gaps = readList(reader, total)
  const values = readElementValues(reader, algebra, total, stamps, absolute)
  const unused = new Set(dictionary)
  const cells: Map<string, ElementValue>[] = []
  let entry = 0
  for (const size of sizes) {
    const cell = new Map<string, ElementValue>()
    let next = 0
    for (let left = size; left > 0; left--, entry++) {
      const place = next + (gaps[entry] as number)
      const element = dictionary[place]
      if (element === undefined) throw reader.malformed('an element past the end of the dictionary')
      unused.delete(element)
      cell.set(element, values[entry] as ElementValue)
      next = place + 1
    }
    cells.push(cell)
  }
  reader.check(unused.size === 0, 'an element that no record has')
  return cells
}

function readElementValues(reader: Reader, algebra: AlgebraCode, count: number, stamps: Stamps, absolute: boolean): ElementValue[] {
  if (algebra === Algebra.life) return readLives(reader, count, absolute)
  const list = algebra === Algebra.lwwBy ? stamps.read(reader, reader.byte(), count) : undefined
  const wide = reader.byte()
  reader.check(wide < 2, 'an unknown form of integers')
  return readInt64s(reader, count, wide === 1).map((int64, at) => {
    const value = BigInt(int64)
    if (list !== undefined) return { stamp: list[at] as number, value }
    if (value === 0n && !absolute) throw reader.malformed('an identity cell')
    return value
  })
}

const MAX_LIFE = 0xffff_ffff

export function writeLives(writer: Writer, lives: readonly number[]): void {
  for (const life of lives) {
    if (!Number.isInteger(life) || life < 0 || life > MAX_LIFE)
      throw new TorsorError('value-not-storable', `A causal length of ${life} is not storable`)
  }
  writeList(writer, lives)
}

export function readLives(reader: Reader, count: number, zero: boolean): number[] {
  const lives = readList(reader, count)
  reader.check(zero || !lives.includes(0), 'not a causal length')
  return lives
}
