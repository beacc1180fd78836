import { Algebra, algebraOf, type ColumnId } from '../cell/column.js'
import { WordMap } from '../delta/word-map.js'
import { TorsorError } from '../errors.js'
import { CELL_COST, MAX_WORDS } from './limits.js'
import { readList, writeList } from './lists.js'
import { readGaps, writeGaps } from './positions.js'
import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'

/** Count of words, the gaps between their indices, and the words as lists of halves: zigzagged where they merge by sum, bits where by xor. */
export function writeWords(writer: Writer, table: ColumnId, words: WordMap, absolute: boolean): void {
  const indices: number[] = []
  const lows: number[] = []
  const highs: number[] = []
  const sums = algebraOf(table) === Algebra.sum
  words.forEach((index, high, low) => {
    if ((high | low) === 0 && !absolute) return
    if (index >= MAX_WORDS)
      throw new TorsorError('too-large', `Word ${index} of a table: at most ${MAX_WORDS} are allowed`, {
        data: { index, limit: MAX_WORDS },
      })
    const sign = sums ? high >> 31 : 0
    indices.push(index)
    lows.push((sums ? (low << 1) ^ sign : low) >>> 0)
    highs.push((sums ? ((high << 1) | (low >>> 31)) ^ sign : high) >>> 0)
  })
  writer.unsigned(indices.length)
  writeGaps(writer, indices)
  writeList(writer, lows)
  writeList(writer, highs)
}

export function hasWords(words: WordMap, absolute: boolean): boolean {
  let found = absolute && words.size > 0
  words.forEach((_index, high, low) => {
    if ((high | low) !== 0) found = true
  })
  return found
}

export function readWords(reader: Reader, table: ColumnId, absolute: boolean, maxWords: number): WordMap {
  const count = reader.unsigned()
  reader.check(count > 0 && count <= maxWords, 'an empty table, or more words than the limit')
  reader.charge(count * CELL_COST)
  const indices = readGaps(reader, count, maxWords)
  const lows = readList(reader, count)
  const highs = readList(reader, count)
  const sums = algebraOf(table) === Algebra.sum
  const words = new WordMap(count)
  for (let at = 0; at < count; at++) {
    const low = lows[at] as number
    const high = highs[at] as number
    if ((high | low) === 0 && !absolute) throw reader.malformed('an identity cell')
    const sign = sums ? -(low & 1) : 0
    words.setPair(indices[at] as number, sums ? (high >>> 1) ^ sign : high | 0, sums ? ((low >>> 1) | (high << 31)) ^ sign : low | 0)
  }
  return words
}
