import { decodeUtf8, TorsorError } from '@torsor/core'
import type { TorsorErrorCode } from '@torsor/core'

/** Reads hostile bytes: nothing is allocated for a count or a length before it is seen to fit. */
export class Reader {
  /** Who is being read, for errors: "open.token". */
  where = 'frame'
  readonly #bytes: Uint8Array
  #at: number
  #end: number

  constructor(bytes: Uint8Array) {
    // A Node Buffer's `slice` is a view: a plain array over the same memory has the `slice` that copies.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = 0
    this.#end = bytes.byteLength
  }

  get offset(): number {
    return this.#at
  }

  get remaining(): number {
    return this.#end - this.#at
  }

  fail(code: TorsorErrorCode, what: string): never {
    throw new TorsorError(code, `${this.where}: ${what} (byte ${this.#at})`, { data: { where: this.where, offset: this.#at } })
  }

  byte(): number {
    const value = this.remaining > 0 ? this.#bytes[this.#at] : undefined
    if (value === undefined) this.fail('protocol-violation', 'ends too early')
    this.#at++
    return value
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < 8; count++) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) {
        // One number, one spelling: a last byte of zero would be a second one.
        if (byte === 0 && count > 0) this.fail('protocol-violation', 'a number is spelled longer than needed')
        if (value > Number.MAX_SAFE_INTEGER) this.fail('protocol-violation', 'a number is greater than 2^53 - 1')
        return value
      }
      scale *= 128
    }
    this.fail('protocol-violation', 'a number is longer than 8 bytes')
  }

  /** A copy, never a view: a view kept (or cloned into IndexedDB) would keep its whole frame. */
  raw(length: number): Uint8Array {
    if (length > this.remaining) this.fail('protocol-violation', `${length} bytes announced, ${this.remaining} left`)
    const start = this.#at
    this.#at += length
    return this.#bytes.slice(start, this.#at)
  }

  text(length: number): string {
    if (length > this.remaining) this.fail('protocol-violation', `${length} bytes announced, ${this.remaining} left`)
    const start = this.#at
    this.#at += length
    try {
      return decodeUtf8(this.#bytes, start, this.#at)
    } catch {
      this.fail('protocol-violation', 'text is not UTF-8')
    }
  }

  /** Runs `read` on the next `length` bytes alone, all of which it has to use. */
  within<T>(length: number, read: () => T): T {
    if (length > this.remaining) this.fail('protocol-violation', `${length} bytes announced, ${this.remaining} left`)
    const outer = this.#end
    this.#end = this.#at + length
    const value = read()
    if (this.#at !== this.#end) this.fail('protocol-violation', `${this.remaining} bytes too many`)
    this.#end = outer
    return value
  }
}
