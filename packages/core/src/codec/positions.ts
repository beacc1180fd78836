import { readList, writeList } from './lists.js'
import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'

/** Ascending places below `total`, at least one and not all, as how many are missing and the gaps of whichever are fewer. */
export function writePositions(writer: Writer, positions: readonly number[], total: number): void {
  const missing = total - positions.length
  writer.unsigned(missing)
  writeGaps(writer, missing * 2 <= total ? complement(positions, total) : positions)
}

export function readPositions(reader: Reader, total: number): number[] {
  const missing = reader.unsigned()
  reader.check(missing > 0 && missing < total, 'a column without cells, or without a gap')
  reader.charge(total * 8)
  return missing * 2 <= total ? complement(readGaps(reader, missing, total), total) : readGaps(reader, total - missing, total)
}

export function writeGaps(writer: Writer, ascending: readonly number[]): void {
  writeList(
    writer,
    ascending.map((position, at) => position - (at === 0 ? 0 : (ascending[at - 1] as number) + 1)),
  )
}

/** `count` ascending places below `total`. */
export function readGaps(reader: Reader, count: number, total: number): number[] {
  const gaps = readList(reader, count)
  let next = 0
  for (let at = 0; at < count; at++) {
    const position = next + (gaps[at] as number)
    if (position >= total) throw reader.malformed('a place past the end')
    gaps[at] = position
    next = position + 1
  }
  return gaps
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
