import { Algebra } from '../cell/column.js'
import { carryOf, highOf, lowOf, toUint64 } from '../cell/word.js'
import { WordMap } from '../delta/word-map.js'

/** The algebra of a register file: a group on 64-bit words. */
export type RegisterAlgebra = typeof Algebra.xor | typeof Algebra.sum

/**
 * A file of 64-bit registers as a reference and an accumulator; what is read is `reference (+) accumulator`. Dense, two int32
 * halves (low, high) to a register, exact on all 64 bits.
 */
export interface RegisterPair {
  readonly algebra: RegisterAlgebra
  readonly length: number
  readonly reference: Int32Array
  readonly accumulator: Int32Array
}

export function createRegisterPair(algebra: RegisterAlgebra, length: number): RegisterPair {
  return { algebra, length, reference: new Int32Array(length * 2), accumulator: new Int32Array(length * 2) }
}

/** LOAD: adopts `value` as the reference of one register; what is accumulated stays on top of it. */
export function load(pair: RegisterPair, index: number, value: bigint): void {
  const at = offsetOf(pair, index)
  pair.reference[at] = lowOf(value)
  pair.reference[at + 1] = highOf(value)
}

/** LOAD of a whole file: registers that `words` does not name become 0. */
export function loadWords(pair: RegisterPair, words: WordMap): void {
  pair.reference.fill(0)
  words.forEach((index, high, low) => {
    const at = offsetOf(pair, index)
    pair.reference[at] = low
    pair.reference[at + 1] = high
  })
}

/** ACCUM: a local difference. */
export function accumulate(pair: RegisterPair, index: number, difference: bigint): void {
  combineAt(pair.algebra, pair.accumulator, offsetOf(pair, index), highOf(difference), lowOf(difference))
}

/** ACCUM of many differences at once. */
export function accumulateWords(pair: RegisterPair, differences: WordMap): void {
  differences.forEach((index, high, low) => combineAt(pair.algebra, pair.accumulator, offsetOf(pair, index), high, low))
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
  const frozen = new WordMap()
  const { accumulator } = pair
  for (let at = 0; at < accumulator.length; at += 2) {
    const low = half(accumulator, at)
    const high = half(accumulator, at + 1)
    if ((low | high) === 0) continue
    frozen.setPair(at >>> 1, high, low)
    combineAt(pair.algebra, pair.reference, at, high, low)
  }
  accumulator.fill(0)
  return frozen
}

function combineAt(algebra: RegisterAlgebra, halves: Int32Array, at: number, high: number, low: number): void {
  const ownLow = half(halves, at)
  const ownHigh = half(halves, at + 1)
  if (algebra === Algebra.xor) {
    halves[at] = ownLow ^ low
    halves[at + 1] = ownHigh ^ high
    return
  }
  const sum = (ownLow + low) | 0
  halves[at] = sum
  halves[at + 1] = ownHigh + high + carryOf(ownLow, low, sum)
}

function offsetOf(pair: RegisterPair, index: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= pair.length) throw new RangeError(`Register ${index} of a file of ${pair.length}`)
  return index * 2
}

function half(halves: Int32Array, at: number): number {
  return halves[at] as number
}
