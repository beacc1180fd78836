import { integersOf } from './integers/integers.js'
import { readIntegers, writeIntegers } from './integers/stream.js'
import type { Reader } from './reader.js'
import type { Writer } from './writer.js'

/** Ascending places below `total`, at least one, as how many are missing and the gaps of whichever are fewer. */
export function writePositions(writer: Writer, positions: readonly number[], total: number): void {
  const missing = total - positions.length
  writer.unsigned(missing)
  if (missing > 0) writeGaps(writer, missing * 2 <= total ? complement(positions, total) : positions)
}

export function readPositions(reader: Reader, total: number): number[] {
  const missing = reader.unsigned()
  if (missing >= total) throw reader.malformed('a column without cells')
  reader.charge(total * 8)
  if (missing === 0) return complement([], total)
  if (missing * 2 <= total) return complement(readGaps(reader, missing, total), total)
  return readGaps(reader, total - missing, total)
}

export function writeGaps(writer: Writer, ascending: readonly number[]): void {
  let next = 0
  const gaps = ascending.map((position) => {
    const gap = position - next
    next = position + 1
    return gap
  })
  writeIntegers(writer, integersOf(gaps), false)
}

/** `count` ascending places below `total`. */
export function readGaps(reader: Reader, count: number, total: number): number[] {
  const gaps = readIntegers(reader, count, false)
  const positions: number[] = []
  let next = 0
  for (let at = 0; at < count; at++) {
    const position = next + gaps.safe(at)
    if (position >= total) throw reader.malformed('a place past the end')
    positions.push(position)
    next = position + 1
  }
  return positions
}

function complement(positions: readonly number[], total: number): number[] {
  const others: number[] = []
  let next = 0
  for (const position of positions) {
    while (next < position) others.push(next++)
    next = position + 1
  }
  while (next < total) others.push(next++)
  return others
}
