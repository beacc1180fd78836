import { TorsorError } from '../errors.js'
import { decodeUtf8 } from '../order/utf8.js'

/**
 * The other half of `Writer`, over bytes that nobody vouches for: every read is bounded, and what is to be allocated is
 * charged to a budget first. Throws `bytes-malformed` with what and the offset.
 */
export class Reader {
  readonly bytes: Uint8Array
  offset = 0
  #budget: number

  constructor(bytes: Uint8Array, budget: number = Infinity) {
    this.bytes = bytes
    this.#budget = budget
  }

  get remaining(): number {
    return this.bytes.length - this.offset
  }

  malformed(what: string): TorsorError<'bytes-malformed'> {
    const { offset } = this
    return new TorsorError('bytes-malformed', `Malformed bytes at ${offset}: ${what}`, { data: { offset, what } })
  }

  /** Throws where what was read is not so. */
  check(sound: boolean, what: string): void {
    if (!sound) throw this.malformed(what)
  }

  /** Memory about to be taken. */
  charge(bytes: number): void {
    this.check((this.#budget -= bytes) >= 0, 'more than the limit when decoded')
  }

  byte(): number {
    if (this.offset >= this.bytes.length) throw this.malformed('cut short')
    return this.bytes[this.offset++] as number
  }

  /** An integer >= 0 and <= `most`, a safe one. Refuses a longer form than needed. */
  unsigned(most: number = Number.MAX_SAFE_INTEGER): number {
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.byte()
      value += (byte & 0x7f) * unit
      if (value > most || unit > 2 ** 49) throw this.malformed('an integer out of range')
      if (byte > 0x7f) continue
      if (byte === 0 && unit > 1) throw this.malformed('an integer longer than needed')
      return value
    }
  }

  /** One of at most 64 bits. */
  unsigned64(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      this.check(value < 2n ** 64n && shift < 64n, 'an integer out of range')
      if (byte > 0x7f) continue
      this.check(byte > 0 || shift === 0n, 'an integer longer than needed')
      return value
    }
  }

  /** A count of things of which each takes at least `bytesEach` of what remains. */
  count(bytesEach: number, what: string): number {
    const count = this.unsigned()
    this.check(count * bytesEach <= this.remaining, `more ${what} than there are bytes for`)
    return count
  }

  fixed(count: number): number {
    let value = 0
    for (let at = 0, unit = 1; at < count; at++, unit *= 256) value += this.byte() * unit
    return value
  }

  float64(): number {
    const bytes = this.take(8)
    return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0)
  }

  /** The next `length` bytes, in place. */
  take(length: number): Uint8Array {
    return this.bytes.subarray(this.skip(length), this.offset)
  }

  /** Where the next `length` bytes begin. */
  skip(length: number): number {
    if (length > this.remaining) throw this.malformed('cut short')
    return (this.offset += length) - length
  }

  text(length: number): string {
    const start = this.skip(length)
    try {
      return decodeUtf8(this.bytes, start, this.offset)
    } catch {
      throw this.malformed('not UTF-8')
    }
  }

  end(): void {
    this.check(this.remaining === 0, 'bytes after the end')
  }
}
