import { encodeNormalized } from '../value/encode.js'
import type { Value } from '../value/value.js'

/** Four odd multipliers, one for each lane. Part of the digest's definition. */
const FIRST = 0x9e3779b1
const SECOND = 0x85ebca77
const THIRD = 0xc2b2ae3d
const FOURTH = 0x27d4eb2f

/** Tells the kinds of values apart, as their words may be the same. */
const Kind = { number: 0, text: 1, bytes: 2, int64: 3 } as const

/** Words that wait to be mixed in: all of most cells, so that their rounds run in one go. A multiple of 4. */
const WAITING = 64

/** Not all zero: zero words would leave zero lanes as they are. */
const START = Int32Array.of(FIRST, SECOND, THIRD, FOURTH)

/**
 * A 128-bit hash of a sequence of int32 words, as four lanes, four words to a round. Each round is a bijection of the lanes, so no entropy
 * is lost on the way. Not against an adversary: it has no key.
 */
export class CellHasher {
  readonly lanes: Int32Array = new Int32Array(4)
  readonly #words: Int32Array = new Int32Array(WAITING + 8)
  /** The same memory: a double is two words. */
  readonly #doubles: Float64Array = new Float64Array(this.#words.buffer)
  #count = 0
  #from: Int32Array = START

  /** Begins anew, or where another sequence stood, with a round of two words. */
  begin(first: number, second: number, from: Int32Array = START): void {
    const words = this.#words
    words[0] = first
    words[1] = second
    words[2] = 0
    words[3] = 0
    this.#count = 4
    this.#from = from
  }

  /** Another round. */
  pair(first: number, second: number): void {
    if (this.#count === WAITING) this.mix(0)
    const at = this.#count
    const words = this.#words
    words[at] = first
    words[at + 1] = second
    words[at + 2] = 0
    words[at + 3] = 0
    this.#count = at + 4
  }

  /** UTF-16 units, two to a word, filled up with 0: the length, which comes before, tells the cases apart. */
  units(text: string): void {
    const words = this.#words
    const last = text.length - 1
    let count = this.#count
    let at = 0
    for (; at < last; at += 2) {
      if (count === WAITING) {
        this.#count = count
        this.mix(0)
        count = 0
      }
      words[count++] = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
    }
    this.#count = count
    if (at === last) this.#word(text.charCodeAt(at))
    this.#fill()
  }

  /** What a column says, behind `from`. Numbers and texts, the usual values, by what they are; others by their canonical bytes. */
  cell(column: number, stamps: readonly number[], at: number, value: unknown, from: Int32Array): void {
    const words = this.#words
    words[0] = column
    this.#doubles[1] = at < stamps.length ? (stamps[at] as number) : 0
    this.#count = 4
    this.#from = from
    if (typeof value === 'number') {
      words[1] = Kind.number
      // -0 is 0.
      this.#doubles[2] = value + 0
      words[6] = 0
      words[7] = 0
      this.#count = 8
    } else if (typeof value === 'string') {
      words[1] = Kind.text + value.length * 4
      this.units(value)
    } else {
      const bytes = encodeNormalized(value as Value)
      words[1] = Kind.bytes + bytes.length * 4
      for (let at = 0; at < bytes.length; at += 4)
        this.#word(byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24))
      this.#fill()
    }
  }

  /** A word of 64 bits that no double holds. */
  int64(column: number, high: number, low: number, from: Int32Array): void {
    this.begin(column, Kind.int64, from)
    this.pair(low, high)
  }

  /** All that waits is in the lanes; then so many rounds without words: by two of them the last word reaches every bit of every lane. */
  mix(finishing: number): void {
    const words = this.#words
    const from = this.#from
    let a = from[0] as number
    let b = from[1] as number
    let c = from[2] as number
    let d = from[3] as number
    let end = this.#count
    for (let at = 0; at < finishing * 4; at++) words[end++] = 0
    for (let at = 0; at < end; at += 4) {
      a = Math.imul(a ^ (words[at] as number), FIRST)
      a = (((a << 15) | (a >>> 17)) + d) | 0
      b = Math.imul(b ^ (words[at + 1] as number), SECOND)
      b = (((b << 16) | (b >>> 16)) + a) | 0
      c = Math.imul(c ^ (words[at + 2] as number), THIRD)
      c = (((c << 17) | (c >>> 15)) + b) | 0
      d = Math.imul(d ^ (words[at + 3] as number), FOURTH)
      d = (((d << 18) | (d >>> 14)) + c) | 0
    }
    const { lanes } = this
    lanes[0] = a
    lanes[1] = b
    lanes[2] = c
    lanes[3] = d
    this.#from = lanes
    this.#count = 0
  }
  #word(word: number): void {
    if (this.#count === WAITING) this.mix(0)
    this.#words[this.#count++] = word
  }

  /** To the end of the round. */
  #fill(): void {
    while ((this.#count & 3) !== 0) this.#words[this.#count++] = 0
  }
}

/** Past the end is 0. */
function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0
}
