import { toSafeInteger } from '../cell/word.js'
import { TorsorError } from '../errors.js'

/**
 * The other half of `Writer`, over bytes that nobody vouches for: every read is bounded, and what is to be allocated is
 * charged to a budget first. Throws `bytes-malformed` with what and the offset.
 */
export class Reader {
  readonly #bytes: Uint8Array
  #offset = 0
  #budget: number
  #high = 0
  #low = 0
  /** Bits not yet read of the byte before the offset. */
  #pending = 0

  constructor(bytes: Uint8Array, budget: number = Number.MAX_SAFE_INTEGER) {
    this.#bytes = bytes
    this.#budget = budget
  }

  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  /** The halves of the last `varint` or `bits`. */
  get high(): number {
    return this.#high
  }

  get low(): number {
    return this.#low
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
    if (this.#offset >= this.#bytes.length) throw this.malformed('cut short')
    return this.#bytes[this.#offset++] as number
  }

  uint32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0
  }

  /** A 64-bit word into `high` and `low`. Refuses a longer form than needed. */
  varint(): void {
    let high = 0
    let low = 0
    let shift = 0
    for (;;) {
      const byte = this.byte()
      const bits = byte & 0x7f
      if (shift < 32) low |= bits << shift
      if (shift > 25) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32)
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) throw this.malformed('an integer longer than needed')
        if (shift === 63 && byte > 1) throw this.malformed('an integer of more than 64 bits')
        break
      }
      shift += 7
      if (shift > 63) throw this.malformed('an integer of more than 64 bits')
    }
    this.#high = high
    this.#low = low
  }

  /** A safe integer >= 0. */
  unsigned(): number {
    this.varint()
    if (this.#high >>> 0 > 0x1f_ffff) throw this.malformed('an integer beyond the safe ones')
    return toSafeInteger(this.#high, this.#low)
  }

  /** A count of things of which each takes at least `bytesEach` of what remains. */
  count(bytesEach: number, what: string): number {
    const count = this.unsigned()
    if (count * bytesEach > this.remaining) throw this.malformed(`more ${what} than there are bytes for`)
    return count
  }

  fixed(bytes: number): number {
    let value = 0
    for (let at = 0, unit = 1; at < bytes; at++, unit *= 256) value += this.byte() * unit
    return value
  }

  float64(): number {
    const view = this.take(8)
    return new DataView(view.buffer, view.byteOffset, 8).getFloat64(0, true)
  }

  /** The next `length` bytes, in place. */
  take(length: number): Uint8Array {
    if (length > this.remaining) throw this.malformed('cut short')
    return this.#bytes.subarray(this.#offset, (this.#offset += length))
  }

  /** What was read since `start`, in place. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#offset)
  }

  /** `count` (0 … 64) bits into `high` and `low`. */
  bits(count: number): void {
    this.#low = this.#bits(Math.min(count, 32))
    this.#high = count > 32 ? this.#bits(count - 32) : 0
  }

  bit(): number {
    return this.#bits(1)
  }

  #bits(count: number): number {
    let word = 0
    let got = 0
    while (got < count) {
      if (this.#pending === 0) {
        this.byte()
        this.#pending = 8
      }
      const taken = Math.min(this.#pending, count - got)
      const byte = this.#bytes[this.#offset - 1] as number
      word |= ((byte >>> (8 - this.#pending)) & ((1 << taken) - 1)) << got
      got += taken
      this.#pending -= taken
    }
    return word
  }

  alignBits(): void {
    this.#pending = 0
  }

  end(): void {
    if (this.remaining > 0) throw this.malformed('bytes after the end')
  }
}
