import type { AlgebraCode } from '../cell/column.js'
import type { ElementValue } from '../delta/cells.js'
import { sortUtf8 } from '../order/compare.js'
import { integersOf } from './integers/integers.js'
import { readIntegers, writeIntegers } from './integers/stream.js'
import { writeKeys, readKeys } from './keys.js'
import { CELL_COST } from './limits.js'
import type { Reader } from './reader.js'
import type { StampBase } from './stamp-base.js'
import { readValues, writeValues } from './values.js'
import type { Writer } from './writer.js'

/**
 * A column of sets or tallies: how many elements each record has, the dictionary of all elements, each record's as
 * ascending gaps into the dictionary, and the values in that order.
 */
export function writeElements(
  writer: Writer,
  algebra: AlgebraCode,
  cells: readonly ReadonlyMap<string, ElementValue>[],
  stamps: StampBase,
): void {
  const dictionary = sortUtf8([...new Set(cells.flatMap((cell) => [...cell.keys()]))])
  const places = new Map(dictionary.map((element, place) => [element, place]))
  const gaps: number[] = []
  const values: ElementValue[] = []
  for (const cell of cells) {
    const entries = [...cell].map(([element, value]) => ({ place: places.get(element) ?? 0, value })).sort((a, b) => a.place - b.place)
    let next = 0
    for (const { place, value } of entries) {
      gaps.push(place - next)
      values.push(value)
      next = place + 1
    }
  }
  writeIntegers(writer, integersOf(cells.map((cell) => cell.size)), false)
  writer.unsigned(dictionary.length)
  writeKeys(writer, dictionary)
  writeIntegers(writer, integersOf(gaps), false)
  writeValues(writer, algebra, values, stamps)
}

export function readElements(
  reader: Reader,
  algebra: AlgebraCode,
  count: number,
  stamps: StampBase,
  absolute: boolean,
  maxKeyBytes: number,
): Map<string, ElementValue>[] {
  reader.charge(count * CELL_COST)
  const sizes = readIntegers(reader, count, false)
  let total = 0
  for (let at = 0; at < count; at++) {
    if (sizes.safe(at) === 0) throw reader.malformed('a set without elements')
    total += sizes.safe(at)
  }
  // The first key may be empty; each other takes a byte at least.
  const dictionarySize = reader.unsigned()
  if (dictionarySize > reader.remaining + 1) throw reader.malformed('more elements than there are bytes for')
  const dictionary = readKeys(reader, dictionarySize, maxKeyBytes)
  const gaps = readIntegers(reader, total, false)
  const places = placesOf(
    reader,
    sizes.length,
    (at) => sizes.safe(at),
    (at) => gaps.safe(at),
    dictionarySize,
  )
  const values = readValues(reader, algebra, total, stamps, absolute)
  const cells: Map<string, ElementValue>[] = []
  let entry = 0
  for (let at = 0; at < count; at++) {
    const cell = new Map<string, ElementValue>()
    for (let left = sizes.safe(at); left > 0; left--, entry++)
      cell.set(dictionary[places[entry] as number] as string, values[entry] as ElementValue)
    cells.push(cell)
  }
  return cells
}

/** The gaps as places in the dictionary, of which every one must be used. */
function placesOf(
  reader: Reader,
  count: number,
  sizeAt: (at: number) => number,
  gapAt: (at: number) => number,
  dictionarySize: number,
): number[] {
  const used = new Uint8Array(dictionarySize)
  const places: number[] = []
  let unused = dictionarySize
  for (let at = 0; at < count; at++) {
    let next = 0
    for (let left = sizeAt(at); left > 0; left--) {
      const place = next + gapAt(places.length)
      if (place >= dictionarySize) throw reader.malformed('an element past the end of the dictionary')
      if (used[place] === 0) unused--
      used[place] = 1
      places.push(place)
      next = place + 1
    }
  }
  if (unused > 0) throw reader.malformed('an element that no record has')
  return places
}
