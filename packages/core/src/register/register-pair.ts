import { Algebra } from '../cell/column.js'
import { carryOf, highOf, lowOf, toUint64 } from '../cell/word.js'
import type { WordMap } from '../delta/word-map.js'
import type { Kernel, RegisterAlgebra } from '../kernel/kernel.js'
import { scatterWords } from '../kernel/loops.js'
import { wordsOf } from './dense-file.js'

export type { RegisterAlgebra } from '../kernel/kernel.js'

/**
 * A file of 64-bit registers as a reference and an accumulator; what is read is `reference (+) accumulator`. Dense, two int32
 * halves (low, high) to a register, exact on all 64 bits.
 */
export interface RegisterPair {
  readonly algebra: RegisterAlgebra
  readonly length: number
  readonly reference: Int32Array
  readonly accumulator: Int32Array
  /** What computes, and whose memory both are in; null: plain loops and memory of their own. */
  readonly kernel: Kernel | null
}

/**
 * All zeros. With a kernel of `@torsor/core/kernel` a pair lives in its memory, and folds batches that are there too
 * (`accumulateBatch`) four to ten times as fast. Up to about 60 differences at a time, such as the 13 of a tick, it is the slower
 * one: calls and checks cost more than they save. `pnpm abench --fold` measures it.
 */
export function createRegisterPair(algebra: RegisterAlgebra, length: number, kernel: Kernel | null = null): RegisterPair {
  const file = (): Int32Array => kernel?.allocateWords(length) ?? new Int32Array(length * 2)
  return { algebra, length, reference: file(), accumulator: file(), kernel }
}

/** LOAD: adopts `value` as the reference of one register; what is accumulated stays on top of it. */
export function load(pair: RegisterPair, index: number, value: bigint): void {
  const at = offsetOf(pair, index)
  pair.reference[at] = lowOf(value)
  pair.reference[at + 1] = highOf(value)
}

/** LOAD of a whole file: registers that `words` does not name become 0. */
export function loadWords(pair: RegisterPair, words: WordMap): void {
  checkIndex(pair, words.lastIndex)
  const { reference } = pair
  reference.fill(0)
  words.forEach((index, high, low) => {
    reference[index * 2] = low
    reference[index * 2 + 1] = high
  })
}

/** ACCUM: a local difference. */
export function accumulate(pair: RegisterPair, index: number, difference: bigint): void {
  const { algebra, accumulator } = pair
  const at = offsetOf(pair, index)
  const low = lowOf(difference)
  const high = highOf(difference)
  const ownLow = half(accumulator, at)
  const ownHigh = half(accumulator, at + 1)
  const sum = (ownLow + low) | 0
  accumulator[at] = algebra === Algebra.xor ? ownLow ^ low : sum
  accumulator[at + 1] = algebra === Algebra.xor ? ownHigh ^ high : ownHigh + high + carryOf(ownLow, low, sum)
}

/** ACCUM of many differences, at most one to a register. */
export function accumulateWords(pair: RegisterPair, differences: WordMap): void {
  checkIndex(pair, differences.lastIndex)
  differences.scatter(scatterWords, pair.algebra, pair.accumulator)
}

/** READ: the register as an unsigned 64-bit pattern. */
export function read(pair: RegisterPair, index: number): bigint {
  const at = offsetOf(pair, index)
  const low = half(pair.reference, at)
  const high = half(pair.reference, at + 1)
  const lowDifference = half(pair.accumulator, at)
  const highDifference = half(pair.accumulator, at + 1)
  if (pair.algebra === Algebra.xor) return toUint64(high ^ highDifference, low ^ lowDifference)
  const sum = (low + lowDifference) | 0
  return toUint64((high + highDifference + carryOf(low, lowDifference, sum)) | 0, sum)
}

/**
 * SWAP: hands out what was accumulated as a delta and moves it to the other side of the (+): the accumulator is empty
 * afterwards and no READ has changed.
 */
export function swap(pair: RegisterPair): WordMap {
  const { algebra, reference, accumulator, kernel } = pair
  const frozen = wordsOf(accumulator)
  if (kernel === null) frozen.scatter(scatterWords, algebra, reference)
  else kernel.combine(algebra, reference, accumulator)
  accumulator.fill(0)
  return frozen
}

function offsetOf(pair: RegisterPair, index: number): number {
  if (!Number.isInteger(index) || index < 0) throw outOfFile(pair, index)
  checkIndex(pair, index)
  return index * 2
}

function checkIndex(pair: RegisterPair, index: number): void {
  if (index >= pair.length) throw outOfFile(pair, index)
}

function outOfFile(pair: RegisterPair, index: number): RangeError {
  return new RangeError(`Register ${index} of a file of ${pair.length}`)
}

function half(halves: Int32Array, at: number): number {
  return halves[at] as number
}
