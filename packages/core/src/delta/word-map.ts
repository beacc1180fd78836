import { carryOf, highOf, lowOf, toUint64 } from '../cell/word.js'

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

  constructor(capacity: number = FIRST_CAPACITY) {
    this.#indices = new Uint32Array(capacity)
    this.#halves = new Int32Array(capacity * 2)
  }

  get size(): number {
    return this.#size
  }

  /** The word as an unsigned 64-bit pattern, or undefined when there is none. */
  get(index: number): bigint | undefined {
    const at = this.#find(index, 0)
    return at < 0 ? undefined : toUint64(this.#half(at * 2 + 1), this.#half(at * 2))
  }

  has(index: number): boolean {
    return this.#find(index, 0) >= 0
  }

  /** Keeps the low 64 bits of `value`, signed or not. A zero is kept as a zero. */
  set(index: number, value: bigint): void {
    this.setPair(index, highOf(value), lowOf(value))
  }

  setPair(index: number, high: number, low: number): void {
    let at = this.#find(index, 0)
    if (at < 0) {
      at = ~at
      this.#grow(this.#size + 1)
      this.#indices.copyWithin(at + 1, at, this.#size)
      this.#halves.copyWithin(at * 2 + 2, at * 2, this.#size * 2)
      this.#indices[at] = index
      this.#size++
    }
    this.#halves[at * 2] = low
    this.#halves[at * 2 + 1] = high
  }

  delete(index: number): boolean {
    const at = this.#find(index, 0)
    if (at < 0) return false
    this.#indices.copyWithin(at, at + 1, this.#size)
    this.#halves.copyWithin(at * 2, at * 2 + 2, this.#size * 2)
    this.#size--
    return true
  }

  /** In order of index. */
  forEach(visit: (index: number, high: number, low: number) => void): void {
    for (let at = 0; at < this.#size; at++) visit(this.#index(at), this.#half(at * 2 + 1), this.#half(at * 2))
  }

  clone(): WordMap {
    const copy = new WordMap(this.#size)
    copy.#indices.set(this.#indices.subarray(0, this.#size))
    copy.#halves.set(this.#halves.subarray(0, this.#size * 2))
    copy.#size = this.#size
    return copy
  }

  /** Takes in every word of `other`; words that come out zero are dropped. */
  combine(other: WordMap, operation: WordOperation, changed?: WordChange): void {
    let missing = 0
    let zeros = 0
    let from = 0
    for (let next = 0; next < other.#size; next++) {
      const index = other.#index(next)
      const low = other.#half(next * 2)
      const high = other.#half(next * 2 + 1)
      const at = this.#find(index, from)
      if (at < 0) {
        from = ~at
        if ((low | high) === 0) continue
        missing++
        changed?.(index, 0, 0, high, low)
        continue
      }
      from = at
      const lowBefore = this.#half(at * 2)
      const highBefore = this.#half(at * 2 + 1)
      let lowAfter = low
      let highAfter = high
      if (operation === WordOperation.xor) {
        lowAfter ^= lowBefore
        highAfter ^= highBefore
      } else if (operation === WordOperation.sum) {
        lowAfter = (lowBefore + low) | 0
        highAfter = (highBefore + high + carryOf(lowBefore, low, lowAfter)) | 0
      }
      this.#halves[at * 2] = lowAfter
      this.#halves[at * 2 + 1] = highAfter
      if ((lowAfter | highAfter) === 0) zeros++
      if (lowAfter !== lowBefore || highAfter !== highBefore) changed?.(index, highBefore, lowBefore, highAfter, lowAfter)
    }
    if (missing > 0) this.#insertMissing(other, missing)
    if (zeros > 0) this.#dropZeros()
  }

  /** Merges from the back, so that what is here moves at most once and nothing is copied aside. */
  #insertMissing(other: WordMap, missing: number): void {
    this.#grow(this.#size + missing)
    let source = this.#size - 1
    let target = source + missing
    this.#size += missing
    for (let next = other.#size - 1; target > source; next--) {
      const low = other.#half(next * 2)
      const high = other.#half(next * 2 + 1)
      if ((low | high) === 0) continue
      const index = other.#index(next)
      while (source >= 0 && this.#index(source) > index) this.#move(source--, target--)
      if (source >= 0 && this.#index(source) === index) continue
      this.#indices[target] = index
      this.#halves[target * 2] = low
      this.#halves[target * 2 + 1] = high
      target--
    }
  }

  #dropZeros(): void {
    let kept = 0
    for (let at = 0; at < this.#size; at++) {
      if ((this.#half(at * 2) | this.#half(at * 2 + 1)) === 0) continue
      if (kept !== at) this.#move(at, kept)
      kept++
    }
    this.#size = kept
  }

  #move(source: number, target: number): void {
    this.#indices[target] = this.#index(source)
    this.#halves[target * 2] = this.#half(source * 2)
    this.#halves[target * 2 + 1] = this.#half(source * 2 + 1)
  }

  /** The place of `index` at or after `from`; where it would go, as ~place, when it is absent. */
  #find(index: number, from: number): number {
    // A file without gaps, the usual one, needs no search.
    if (index < this.#size && this.#index(index) === index) return index
    let low = from
    let high = this.#size
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#index(middle) < index) low = middle + 1
      else high = middle
    }
    return low < this.#size && this.#index(low) === index ? low : ~low
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

  #index(at: number): number {
    return this.#indices[at] as number
  }

  #half(at: number): number {
    return this.#halves[at] as number
  }
}
