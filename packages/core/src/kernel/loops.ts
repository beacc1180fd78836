import { Algebra } from '../cell/column.js'
import { carryOf } from '../cell/word.js'
import type { RegisterAlgebra } from './kernel.js'

/** The sum of 2^20 low halves is below 2^53, so a double holds it exactly. */
const EXACT_WORDS = 0x10_0000
const TWO_TO_32 = 0x1_0000_0000

/** Composes all `words` into the one word of `register`. */
export function reduceWords(algebra: RegisterAlgebra, register: Int32Array, words: Int32Array): void {
  if (algebra === Algebra.xor) reduceXor(register, words)
  else if (words.length <= EXACT_WORDS * 2) reduceSum(register, words)
  else for (let at = 0; at < words.length; at += EXACT_WORDS * 2) reduceSum(register, words.subarray(at, at + EXACT_WORDS * 2))
}

// Both reductions take four words to a turn, combined as a tree, and run to the array's own length: from bounds that come from elsewhere
// V8 does not conclude that an index never overflows, and takes half as long again. `pnpm abench` measures them.
function reduceXor(register: Int32Array, words: Int32Array): void {
  let low = half(register, 0)
  let high = half(register, 1)
  const whole = words.length & ~7
  for (let at = 0; at < whole; at += 8) {
    low ^= half(words, at) ^ half(words, at + 2) ^ (half(words, at + 4) ^ half(words, at + 6))
    high ^= half(words, at + 1) ^ half(words, at + 3) ^ (half(words, at + 5) ^ half(words, at + 7))
  }
  for (let at = whole; at < words.length; at += 2) {
    low ^= half(words, at)
    high ^= half(words, at + 1)
  }
  register[0] = low
  register[1] = high
}

/** The low halves are summed as a double, which keeps all carries until the end: half the time of carrying word by word. */
function reduceSum(register: Int32Array, words: Int32Array): void {
  let low = half(register, 0) >>> 0
  let high = half(register, 1)
  const whole = words.length & ~7
  for (let at = 0; at < whole; at += 8) {
    low += (half(words, at) >>> 0) + (half(words, at + 2) >>> 0) + ((half(words, at + 4) >>> 0) + (half(words, at + 6) >>> 0))
    high = (high + (((half(words, at + 1) + half(words, at + 3)) | 0) + ((half(words, at + 5) + half(words, at + 7)) | 0))) | 0
  }
  for (let at = whole; at < words.length; at += 2) {
    low += half(words, at) >>> 0
    high = (high + half(words, at + 1)) | 0
  }
  register[0] = low
  register[1] = high + Math.floor(low / TWO_TO_32)
}

/** Composes `other` into `file`, word by word. */
export function combineWords(algebra: RegisterAlgebra, file: Int32Array, other: Int32Array): void {
  if (algebra === Algebra.xor) {
    for (let at = 0; at < file.length; at++) file[at] = half(file, at) ^ half(other, at)
    return
  }
  for (let at = 0; at < file.length; at += 2) {
    const own = half(file, at)
    const low = half(other, at)
    const sum = (own + low) | 0
    file[at] = sum
    file[at + 1] = half(file, at + 1) + half(other, at + 1) + carryOf(own, low, sum)
  }
}

/** Composes the first `count` of `words` into the words of `file` that `indices` name, all of which it must have. */
export function scatterWords(algebra: RegisterAlgebra, file: Int32Array, indices: Uint32Array, words: Int32Array, count: number): void {
  if (algebra === Algebra.xor) {
    for (let next = 0; next < count; next++) {
      const at = (indices[next] as number) * 2
      file[at] = half(file, at) ^ half(words, next * 2)
      file[at + 1] = half(file, at + 1) ^ half(words, next * 2 + 1)
    }
    return
  }
  for (let next = 0; next < count; next++) {
    const at = (indices[next] as number) * 2
    const own = half(file, at)
    const low = half(words, next * 2)
    const sum = (own + low) | 0
    file[at] = sum
    file[at + 1] = half(file, at + 1) + half(words, next * 2 + 1) + carryOf(own, low, sum)
  }
}

/** Whether any index is `length` or more. */
export function indicesExceed(indices: Uint32Array, length: number): boolean {
  for (let at = 0; at < indices.length; at++) if ((indices[at] as number) >= length) return true
  return false
}

function half(halves: Int32Array, at: number): number {
  return halves[at] as number
}
