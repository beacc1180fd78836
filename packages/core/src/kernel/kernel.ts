import type { Algebra } from '../cell/column.js'

/** The algebra of a register file: a group on 64-bit words. */
export type RegisterAlgebra = typeof Algebra.xor | typeof Algebra.sum

/**
 * Loops over 64-bit words, as int32 halves (low, high), in a memory of its own. A kernel works on arrays that it allocated
 * itself and on no others, and refuses with a `RangeError`, before anything is changed, what does not fit together or overlaps.
 *
 * The memory never moves and is freed with the kernel, when nothing refers to it or to one of its arrays any more. So: one
 * kernel for what lives and dies together, such as the register files of one space.
 */
export interface Kernel {
  readonly name: 'wasm' | 'javascript'
  /** Room for `words` words: an array of twice as many halves, all 0. */
  allocateWords(words: number): Int32Array<ArrayBuffer>
  /** Room for `count` indices, all 0. */
  allocateIndices(count: number): Uint32Array<ArrayBuffer>
  /** Composes every one of `words` into the one word of `register`. */
  reduce(algebra: RegisterAlgebra, register: Int32Array, words: Int32Array): void
  /** Composes `other` into `file`, word by word; both are of one length. */
  combine(algebra: RegisterAlgebra, file: Int32Array, other: Int32Array): void
  /** Composes `words[n]` into `file[indices[n]]`; an index may come any number of times. */
  scatter(algebra: RegisterAlgebra, file: Int32Array, indices: Uint32Array, words: Int32Array): void
}
