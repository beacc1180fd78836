import { toSafeInteger } from '../../cell/word.js'

const FIRST_CAPACITY = 16

/** A growing list of 64-bit words in one flat array of int32 halves (low, high). */
export class Integers {
  #halves: Int32Array
  #length = 0

  constructor(capacity: number = FIRST_CAPACITY) {
    this.#halves = new Int32Array(capacity * 2)
  }

  get length(): number {
    return this.#length
  }

  low(at: number): number {
    return this.#halves[at * 2] as number
  }

  high(at: number): number {
    return this.#halves[at * 2 + 1] as number
  }

  /** For words that are known to be safe integers >= 0. */
  safe(at: number): number {
    return toSafeInteger(this.high(at), this.low(at))
  }

  push(high: number, low: number): void {
    if (this.#length * 2 === this.#halves.length) this.#grow()
    this.#halves[this.#length * 2] = low
    this.#halves[this.#length * 2 + 1] = high
    this.#length++
  }

  /** A safe integer, positive or not, as int64. */
  pushSafe(value: number): void {
    this.push(Math.floor(value / 0x1_0000_0000), value | 0)
  }

  #grow(): void {
    const grown = new Int32Array(Math.max(this.#halves.length * 2, FIRST_CAPACITY * 2))
    grown.set(this.#halves)
    this.#halves = grown
  }
}

export function integersOf(values: readonly number[]): Integers {
  const integers = new Integers(values.length)
  for (const value of values) integers.pushSafe(value)
  return integers
}
