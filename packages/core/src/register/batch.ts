import { indicesExceed, scatterWords } from '../kernel/loops.js'
import type { RegisterPair } from './register-pair.js'

/**
 * ACCUM of many differences in any order, any number to a register: halves (low, high) `2n` and `2n + 1` of `words` are for the register
 * `indices[n]`. Both are in the memory of the pair's kernel, if it has one.
 */
export function accumulateBatch(pair: RegisterPair, indices: Uint32Array, words: Int32Array): void {
  const { algebra, accumulator, kernel } = pair
  if (kernel !== null) return kernel.scatter(algebra, accumulator, indices, words)
  if (words.length !== indices.length * 2) throw new RangeError(`${indices.length} indices name ${words.length} halves`)
  if (indicesExceed(indices, pair.length)) throw new RangeError(`An index is beyond the ${pair.length} registers of the file`)
  scatterWords(algebra, accumulator, indices, words, indices.length)
}
