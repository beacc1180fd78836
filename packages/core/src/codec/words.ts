import { Algebra, algebraOf, type ColumnId } from '../cell/column.js'
import { WordMap } from '../delta/word-map.js'
import { TorsorError } from '../errors.js'
import { Integers } from './integers/integers.js'
import { readIntegers, writeIntegers } from './integers/stream.js'
import { CELL_COST, MAX_WORDS } from './limits.js'
import { readGaps, writeGaps } from './positions.js'
import type { Reader } from './reader.js'
import type { Writer } from './writer.js'

/** Count of words, the gaps between their indices, and the words: signed where they merge by sum, bits where by xor. */
export function writeWords(writer: Writer, table: ColumnId, words: WordMap, absolute: boolean): void {
  const indices: number[] = []
  const values = new Integers(words.size)
  words.forEach((index, high, low) => {
    if ((high | low) === 0 && !absolute) return
    if (index >= MAX_WORDS)
      throw new TorsorError('too-large', `Word ${index} of a table: at most ${MAX_WORDS} are allowed`, {
        data: { index, limit: MAX_WORDS },
      })
    indices.push(index)
    values.push(high, low)
  })
  writer.unsigned(indices.length)
  writeGaps(writer, indices)
  writeIntegers(writer, values, algebraOf(table) === Algebra.sum)
}

export function hasWords(words: WordMap, absolute: boolean): boolean {
  if (absolute) return words.size > 0
  let found = false
  words.forEach((_index, high, low) => {
    if ((high | low) !== 0) found = true
  })
  return found
}

export function readWords(reader: Reader, table: ColumnId, absolute: boolean, maxWords: number): WordMap {
  const count = reader.unsigned()
  if (count === 0 || count > maxWords) throw reader.malformed('an empty table, or more words than the limit')
  reader.charge(count * CELL_COST)
  const indices = readGaps(reader, count, maxWords)
  const values = readIntegers(reader, count, algebraOf(table) === Algebra.sum)
  const words = new WordMap(count)
  for (const [at, index] of indices.entries()) {
    if ((values.high(at) | values.low(at)) === 0 && !absolute) throw reader.malformed('an identity cell')
    words.setPair(index, values.high(at), values.low(at))
  }
  return words
}
