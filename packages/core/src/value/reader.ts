import { TorsorError } from '../errors.js'
import { decodeUtf8 } from '../order/utf8.js'
import { extended } from './value.js'

const maxUint64 = 2n ** 64n - 1n

/** Reads heads and bodies, never beyond the end. */
export class ValueReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  /** The kind of the value that comes; its argument is still to be read. */
  kind(): number {
    return this.#peek() >> 5
  }

  /** The head's argument, a safe integer. */
  argument(): number {
    const small = this.#peek() & 0x1f
    this.#at++
    if (small < extended) return small
    let value = 0
    let scale = 1
    for (let i = 0; ; i++) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (value > Number.MAX_SAFE_INTEGER - extended) throw this.malformed('an integer that is not safe')
      if (byte < 0x80) {
        if (byte === 0 && i > 0) throw this.malformed('a varint with a needless byte')
        return value + extended
      }
      if (i === 7) throw this.malformed('a varint that is too long')
      scale *= 128
    }
  }

  /** The head of an int64. */
  int64(): bigint {
    const start = this.#at
    const zigzag = this.#wideArgument()
    if (zigzag > maxUint64) {
      this.#at = start
      throw this.malformed('an integer beyond int64')
    }
    return (zigzag >> 1n) ^ -(zigzag & 1n)
  }

  float64(): number {
    this.#need(8)
    const value = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at).getFloat64(0)
    this.#at += 8
    return value
  }

  bytes(length: number): Uint8Array {
    this.#need(length)
    const copy = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return copy
  }

  text(length: number): string {
    this.#need(length)
    const text = decodeUtf8(this.#bytes, this.#at, this.#at + length)
    this.#at += length
    return text
  }

  malformed(what: string): TorsorError<'bytes-malformed'> {
    return new TorsorError('bytes-malformed', `value: ${what}, at byte ${this.#at}`)
  }

  #wideArgument(): bigint {
    const small = this.#peek() & 0x1f
    this.#at++
    if (small < extended) return BigInt(small)
    let value = BigInt(extended)
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte()
      value += BigInt(byte & 0x7f) << shift
      if (byte < 0x80) {
        if (byte === 0 && shift > 0n) throw this.malformed('a varint with a needless byte')
        return value
      }
      if (shift === 63n) throw this.malformed('a varint that is too long')
    }
  }

  #peek(): number {
    this.#need(1)
    return this.#bytes[this.#at] ?? 0
  }

  #byte(): number {
    const byte = this.#peek()
    this.#at++
    return byte
  }

  #need(length: number): void {
    if (length > this.remaining) throw this.malformed('the bytes end too early')
  }
}
