import type { Kernel, RegisterAlgebra } from './kernel.js'

/** The work of a kernel, on arrays of its memory that fit together. */
export interface Loops {
  readonly name: Kernel['name']
  readonly memory: ArrayBuffer
  reduce(algebra: RegisterAlgebra, register: Int32Array, words: Int32Array): void
  combine(algebra: RegisterAlgebra, file: Int32Array, other: Int32Array): void
  scatter(algebra: RegisterAlgebra, file: Int32Array, indices: Uint32Array, words: Int32Array): void
  /** Whether any index is `length` or more. */
  exceeds(indices: Uint32Array, length: number): boolean
}

/** So that no load of two words straddles two lines of the cache. */
const ALIGNMENT = 16

/** Addresses in bytes stay int32. */
const MAX_BYTES = 2 ** 30

export function checkCapacity(bytes: number): number {
  if (Number.isInteger(bytes) && bytes >= 0 && bytes <= MAX_BYTES) return bytes
  throw new RangeError(`A kernel has 0 to ${MAX_BYTES} bytes of memory, not ${bytes}`)
}

/** Hands out the memory from its front, and checks what comes in: loops and WASM do not tell one array from the next. */
export function createCheckedKernel({ name, memory, reduce, combine, scatter, exceeds }: Loops, capacity: number): Kernel {
  let used = 0

  const allocate = (count: number, bytesEach: number): number => {
    const start = Math.ceil(used / ALIGNMENT) * ALIGNMENT
    if (!Number.isInteger(count) || count < 0 || start + count * bytesEach > capacity)
      throw new RangeError(`No room for ${count} of ${bytesEach} bytes: ${used} of ${capacity} are in use`)
    used = start + count * bytesEach
    return start
  }

  const check = (target: Int32Array, source: Int32Array | Uint32Array, fits: boolean): void => {
    if (target.buffer !== memory || source.buffer !== memory) throw new RangeError('Not an array that this kernel allocated')
    if (!fits) throw new RangeError(`Lengths of ${target.length} and ${source.length} do not fit`)
    const ahead = source.byteOffset - target.byteOffset
    if (ahead < target.byteLength && -ahead < source.byteLength) throw new RangeError('What is read overlaps what is written')
  }

  return {
    name,
    allocateWords: (words) => new Int32Array(memory, allocate(words, 8), words * 2),
    allocateIndices: (count) => new Uint32Array(memory, allocate(count, 4), count),
    reduce(algebra, register, words) {
      check(register, words, register.length === 2 && words.length % 2 === 0)
      reduce(algebra, register, words)
    },
    combine(algebra, file, other) {
      check(file, other, file.length === other.length && file.length % 2 === 0)
      combine(algebra, file, other)
    },
    scatter(algebra, file, indices, words) {
      check(file, indices, file.length % 2 === 0)
      check(file, words, words.length === indices.length * 2)
      if (exceeds(indices, file.length / 2)) throw new RangeError(`An index is beyond the ${file.length / 2} registers of the file`)
      scatter(algebra, file, indices, words)
    },
  }
}
