import { highOf, lowOf } from '../cell/word.js'
import { encodeNormalized } from '../value/encode.js'
import type { Value } from '../value/value.js'

/** Four odd multipliers, one for each lane. Part of the digest's definition. */
const FIRST = 0x9e3779b1
const SECOND = 0x85ebca77
const THIRD = 0xc2b2ae3d
const FOURTH = 0x27d4eb2f

const float = new Float64Array(1)
const halves = new Int32Array(float.buffer)

/** Tells the kinds of values apart, as their words may be the same. */
const Kind = { number: 1, text: 2, bytes: 3, int64: 4 } as const

/**
 * A 128-bit hash of a sequence of int32 words, as four lanes, four words to a round. Each round is a bijection of the lanes, so no entropy
 * is lost on the way. Not against an adversary: it has no key.
 */
export class CellHasher {
  readonly lanes: Int32Array = new Int32Array(4)

  reset(): void {
    // Not all zero: zero words would leave zero lanes as they are.
    this.resume(START, 0)
  }

  /** Goes on from where another sequence stood. */
  resume(from: Int32Array, at: number): void {
    const { lanes } = this
    lanes[0] = from[at] as number
    lanes[1] = from[at + 1] as number
    lanes[2] = from[at + 2] as number
    lanes[3] = from[at + 3] as number
  }

  absorb(first: number, second: number, third: number, fourth: number): void {
    const { lanes } = this
    let a = (lanes[0] as number) ^ first
    let b = (lanes[1] as number) ^ second
    let c = (lanes[2] as number) ^ third
    let d = (lanes[3] as number) ^ fourth
    a = Math.imul(a, FIRST)
    a = ((a << 15) | (a >>> 17)) + d
    b = Math.imul(b, SECOND)
    b = ((b << 16) | (b >>> 16)) + a
    c = Math.imul(c, THIRD)
    c = ((c << 17) | (c >>> 15)) + b
    d = Math.imul(d, FOURTH)
    d = ((d << 18) | (d >>> 14)) + c
    lanes[0] = a
    lanes[1] = b
    lanes[2] = c
    lanes[3] = d
  }

  /** The length, and UTF-16 units, two to a word: no two well-formed strings give one sequence. */
  absorbText(text: string): void {
    const { length } = text
    this.absorb(length, 0, 0, 0)
    for (let at = 0; at < length; at += 8)
      this.absorb(unitsAt(text, at), unitsAt(text, at + 2), unitsAt(text, at + 4), unitsAt(text, at + 6))
  }

  /** What a column says of a record. Numbers and texts, the usual values, by what they are; others by their canonical bytes. */
  absorbCell(column: number, stamp: number, value: unknown): void {
    float[0] = stamp
    const low = halves[0] as number
    const high = halves[1] as number
    if (typeof value === 'number') {
      // -0 is 0.
      float[0] = value + 0
      this.absorb(column, low, high, Kind.number)
      this.absorb(halves[0] as number, halves[1] as number, 0, 0)
    } else if (typeof value === 'string') {
      this.absorb(column, low, high, Kind.text)
      this.absorbText(value)
    } else {
      this.absorb(column, low, high, Kind.bytes)
      this.#absorbBytes(encodeNormalized(value as Value))
    }
  }

  /** An int64 is the same as a number and as a bigint. */
  absorbInt64(column: number, value: number | bigint): void {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return this.absorbCell(column, 0, number)
    this.absorb(column, 0, 0, Kind.int64)
    this.absorb(lowOf(BigInt(value)), highOf(BigInt(value)), 0, 0)
  }

  /** Rounds without input, so that the last word reaches every bit of every lane. */
  finish(): void {
    this.absorb(FIRST, 0, 0, 0)
    this.absorb(SECOND, 0, 0, 0)
    this.absorb(THIRD, 0, 0, 0)
  }

  #absorbBytes(bytes: Uint8Array): void {
    const { length } = bytes
    this.absorb(length, 0, 0, 0)
    for (let at = 0; at < length; at += 16)
      this.absorb(wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12))
  }
}

const START = Int32Array.of(FIRST, SECOND, THIRD, FOURTH)

// Past the end is 0; the length, which comes before, tells the cases apart.

function unitsAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) | (at + 1 < text.length ? text.charCodeAt(at + 1) << 16 : 0) : 0
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
}
