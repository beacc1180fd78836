import { TorsorError } from '../errors.js'
import { decodeUtf8 } from '../order/utf8.js'

const float = new Float64Array(1)
const floatBytes = new Uint8Array(float.buffer)

/**
 * The other half of `Writer`, over bytes that nobody vouches for: every read is bounded, and what is to be allocated is
 * charged to a budget first. Throws `bytes-malformed` with what and the offset.
 */
export class Reader {
  readonly bytes: Uint8Array
  #offset = 0
  #budget: number
  /** Bits read ahead, fewer than 8, and how many. */
  #held = 0
  #heldCount = 0

  constructor(bytes: Uint8Array, budget: number = Number.MAX_SAFE_INTEGER) {
    this.bytes = bytes
    this.#budget = budget
  }

  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.bytes.length - this.#offset
  }

  malformed(what: string): TorsorError<'bytes-malformed'> {
    return new TorsorError('bytes-malformed', `Malformed bytes at offset ${this.#offset}: ${what}`, {
      data: { offset: this.#offset, what },
    })
  }

  /** Memory about to be taken. */
  charge(bytes: number): void {
    this.#budget -= bytes
    if (!(this.#budget >= 0)) throw this.malformed('more than the limit when decoded')
  }

  byte(): number {
    if (this.#offset >= this.bytes.length) throw this.malformed('cut short')
    return this.bytes[this.#offset++] as number
  }

  uint32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0
  }

  /** A safe integer >= 0. Refuses a longer form than needed. */
  unsigned(): number {
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.byte()
      value += (byte & 0x7f) * unit
      if (value > Number.MAX_SAFE_INTEGER || unit > 2 ** 49) throw this.malformed('an integer beyond the safe ones')
      if (byte > 0x7f) continue
      if (byte === 0 && unit > 1) throw this.malformed('an integer longer than needed')
      return value
    }
  }

  /** A count of things of which each takes at least `bytesEach` of what remains. */
  count(bytesEach: number, what: string): number {
    const count = this.unsigned()
    if (count * bytesEach > this.remaining) throw this.malformed(`more ${what} than there are bytes for`)
    return count
  }

  fixed(count: number): number {
    let value = 0
    for (let at = 0, unit = 1; at < count; at++, unit *= 256) value += this.byte() * unit
    return value
  }

  float64(): number {
    floatBytes.set(this.take(8))
    return float[0] as number
  }

  /** The next `length` bytes, in place. */
  take(length: number): Uint8Array {
    this.skip(length)
    return this.bytes.subarray(this.#offset - length, this.#offset)
  }

  skip(length: number): void {
    if (length > this.remaining) throw this.malformed('cut short')
    this.#offset += length
  }

  text(length: number): string {
    this.skip(length)
    try {
      return decodeUtf8(this.bytes, this.#offset - length, this.#offset)
    } catch {
      throw this.malformed('not UTF-8')
    }
  }

  /** `count` (0 … 32) bits. */
  bits(count: number): number {
    if (count > 16) {
      const low = this.bits(16)
      return (low | (this.bits(count - 16) << 16)) >>> 0
    }
    let held = this.#held
    let heldCount = this.#heldCount
    while (heldCount < count) {
      held |= this.byte() << heldCount
      heldCount += 8
    }
    this.#held = held >>> count
    this.#heldCount = heldCount - count
    return held & ((1 << count) - 1)
  }

  end(): void {
    if (this.remaining > 0) throw this.malformed('bytes after the end')
  }

  /** The rest of the last byte is zero. */
  alignBits(): void {
    if (this.#held !== 0) throw this.malformed('bits after the last integer')
    this.#heldCount = 0
  }
}
