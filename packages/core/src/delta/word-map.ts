import { carryOf, highOf, lowOf, toUint64 } from '../cell/word.js'
import type { RegisterAlgebra } from '../kernel/kernel.js'
import type { scatterWords } from '../kernel/loops.js'

/** How an incoming word meets the one that is there. `assign` is LOAD: zero erases. */
export const WordOperation = { xor: 0, sum: 1, assign: 2 } as const
export type WordOperation = (typeof WordOperation)[keyof typeof WordOperation]

/** Hears a word that changed; an absent word is zero. */
export type WordChange = (index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number) => void

const FIRST_CAPACITY = 8

/**
 * A sparse file of 64-bit words, sorted by index, in flat arrays: int32 halves (low, high), never floats or BigInts.
 * Combining writes in place and allocates only to grow. May hold zeros only where they were set (absolute values).
 */
export class WordMap {
  #size = 0
  #indices: Uint32Array
  #halves: Int32Array

  constructor(
    capacity: number = FIRST_CAPACITY,
    indices: Uint32Array = new Uint32Array(capacity),
    halves: Int32Array = new Int32Array(capacity * 2),
  ) {
    this.#indices = indices
    this.#halves = halves
  }

  /** Takes over ascending indices and the words at them, as (low, high) halves. */
  static of(indices: Uint32Array, halves: Int32Array): WordMap {
    const map = new WordMap(0, indices, halves)
    map.#size = indices.length
    return map
  }

  get size(): number {
    return this.#size
  }

  /** -1 when there is none. */
  get lastIndex(): number {
    return this.#size === 0 ? -1 : (this.#indices[this.#size - 1] as number)
  }

  /** The word as an unsigned 64-bit pattern, or undefined when there is none. */
  get(index: number): bigint | undefined {
    const at = this.#find(index)
    return at < 0 ? undefined : toUint64(this.#halves[at * 2 + 1] as number, this.#halves[at * 2] as number)
  }

  has(index: number): boolean {
    return this.#find(index) >= 0
  }

  /** Keeps the low 64 bits of `value`, signed or not. A zero is kept as a zero. */
  set(index: number, value: bigint): void {
    this.setPair(index, highOf(value), lowOf(value))
  }

  setPair(index: number, high: number, low: number): void {
    let at = this.#find(index)
    if (at < 0) {
      at = ~at
      this.#grow(this.#size + 1)
      if (at < this.#size) {
        this.#indices.copyWithin(at + 1, at, this.#size)
        this.#halves.copyWithin(at * 2 + 2, at * 2, this.#size * 2)
      }
      this.#indices[at] = index
      this.#size++
    }
    this.#halves[at * 2] = low
    this.#halves[at * 2 + 1] = high
  }

  delete(index: number): boolean {
    const at = this.#find(index)
    if (at < 0) return false
    this.#indices.copyWithin(at, at + 1, this.#size)
    this.#halves.copyWithin(at * 2, at * 2 + 2, this.#size * 2)
    this.#size--
    return true
  }

  /** In order of index. `visit` must not change the map. */
  forEach(visit: (index: number, high: number, low: number) => void): void {
    const indices = this.#indices
    const halves = this.#halves
    for (let at = 0, end = this.#size; at < end; at++) visit(indices[at] as number, halves[at * 2 + 1] as number, halves[at * 2] as number)
  }

  /**
   * Composes every word into a dense file of (low, high) halves, which must be long enough. The loop is handed in: who has dense files has
   * the kernels, and a bundle without them has no use for it.
   */
  scatter(loop: typeof scatterWords, algebra: RegisterAlgebra, file: Int32Array): void {
    loop(algebra, file, this.#indices, this.#halves, this.#size)
  }

  clone(): WordMap {
    return WordMap.of(this.#indices.slice(0, this.#size), this.#halves.slice(0, this.#size * 2))
  }

  /** Takes in every word of `other`; words that come out zero are dropped. `changed` must change neither map. */
  combine(other: WordMap, operation: WordOperation, changed?: WordChange): void {
    // No kernel: 13 words fold in 60 ns here, and in 150 or more by way of WASM (`pnpm abench --fold`). From some 60 words on WASM
    // would be faster for files that stay in its memory, but maps grow, and whoever applies so many hears each of them, for the digest.
    // In locals: a private field is read anew, and checked, at every mention.
    const indices = this.#indices
    const halves = this.#halves
    const size = this.#size
    const otherIndices = other.#indices
    const otherHalves = other.#halves
    let missing = 0
    let zeros = 0
    let from = 0
    for (let next = 0, end = other.#size; next < end; next++) {
      const index = otherIndices[next] as number
      const low = otherHalves[next * 2] as number
      const high = otherHalves[next * 2 + 1] as number
      // A file without gaps, the usual one, needs no search.
      const at = index < size && (indices[index] as number) === index ? index : find(indices, size, index, from)
      if (at < 0) {
        from = ~at
        if ((low | high) === 0) continue
        missing++
        changed?.(index, 0, 0, high, low)
        continue
      }
      from = at + 1
      const lowBefore = halves[at * 2] as number
      const highBefore = halves[at * 2 + 1] as number
      let lowAfter = low
      let highAfter = high
      if (operation === WordOperation.xor) {
        lowAfter ^= lowBefore
        highAfter ^= highBefore
      } else if (operation === WordOperation.sum) {
        lowAfter = (lowBefore + low) | 0
        highAfter = (highBefore + high + carryOf(lowBefore, low, lowAfter)) | 0
      }
      halves[at * 2] = lowAfter
      halves[at * 2 + 1] = highAfter
      if ((lowAfter | highAfter) === 0) zeros++
      if (changed !== undefined && (lowAfter !== lowBefore || highAfter !== highBefore))
        changed(index, highBefore, lowBefore, highAfter, lowAfter)
    }
    if (missing > 0) this.#insertMissing(other, missing)
    if (zeros > 0) this.#dropZeros()
  }

  /** Merges from the back, so that what is here moves at most once and nothing is copied aside. */
  #insertMissing(other: WordMap, missing: number): void {
    this.#grow(this.#size + missing)
    const indices = this.#indices
    const halves = this.#halves
    let source = this.#size - 1
    let target = source + missing
    this.#size += missing
    for (let next = other.#size - 1; target > source; next--) {
      const low = other.#halves[next * 2] as number
      const high = other.#halves[next * 2 + 1] as number
      if ((low | high) === 0) continue
      const index = other.#indices[next] as number
      while (source >= 0 && (indices[source] as number) > index) move(indices, halves, source--, target--)
      if (source >= 0 && (indices[source] as number) === index) continue
      indices[target] = index
      halves[target * 2] = low
      halves[target * 2 + 1] = high
      target--
    }
  }

  #dropZeros(): void {
    const halves = this.#halves
    let kept = 0
    for (let at = 0; at < this.#size; at++) {
      if (((halves[at * 2] as number) | (halves[at * 2 + 1] as number)) === 0) continue
      if (kept !== at) move(this.#indices, halves, at, kept)
      kept++
    }
    this.#size = kept
  }

  #find(index: number): number {
    const size = this.#size
    // Words mostly come in order.
    if (size > 0 && (this.#indices[size - 1] as number) < index) return ~size
    return index < size && (this.#indices[index] as number) === index ? index : find(this.#indices, size, index, 0)
  }

  #grow(needed: number): void {
    if (needed <= this.#indices.length) return
    const capacity = Math.max(needed, this.#indices.length * 2, FIRST_CAPACITY)
    const indices = new Uint32Array(capacity)
    const halves = new Int32Array(capacity * 2)
    indices.set(this.#indices.subarray(0, this.#size))
    halves.set(this.#halves.subarray(0, this.#size * 2))
    this.#indices = indices
    this.#halves = halves
  }
}

/** The place of `index` at or after `from`; where it would go, as ~place, when it is absent. */
function find(indices: Uint32Array, size: number, index: number, from: number): number {
  if (from >= size) return ~from
  const first = indices[from] as number
  if (first >= index) return first === index ? from : ~from
  let low = from + 1
  let high = size
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((indices[middle] as number) < index) low = middle + 1
    else high = middle
  }
  return low < size && (indices[low] as number) === index ? low : ~low
}

function move(indices: Uint32Array, halves: Int32Array, source: number, target: number): void {
  indices[target] = indices[source] as number
  halves[target * 2] = halves[source * 2] as number
  halves[target * 2 + 1] = halves[source * 2 + 1] as number
}
