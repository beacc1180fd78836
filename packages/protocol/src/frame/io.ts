import { TorsorError } from '@torsor/core'
import type { TorsorErrorCode } from '@torsor/core'

/**
 * Bytes that are read, or written, from the front on. Each step is given what to write, and gives it back; given nothing
 * it gives what it reads. So a field is described once for both ways. Nothing is allocated for a count or a length that
 * was not seen to fit.
 */
export class Io {
  /** What is read or written, for errors: the message's type and its field. */
  type = 'frame'
  field = ''
  #bytes: Uint8Array
  #at = 0
  #end: number

  /** Reads `bytes`, or writes. */
  constructor(bytes?: Uint8Array) {
    // A Node Buffer's `slice` is a view: a plain array over the same memory has the `slice` that copies.
    this.#bytes = bytes === undefined ? new Uint8Array(64) : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#end = bytes?.length ?? Number.POSITIVE_INFINITY
  }

  /** Bytes to the end of what is read; without end while writing. */
  get left(): number {
    return this.#end - this.#at
  }

  fail(code: TorsorErrorCode, what: string): never {
    const where = this.field === '' ? this.type : `${this.type}.${this.field}`
    throw new TorsorError(code, `${where}: ${what} (byte ${this.#at})`, { data: { where, offset: this.#at } })
  }

  malformed(what = 'malformed'): never {
    this.fail('protocol-violation', what)
  }

  /** `value`, if it is from `least` to `most`. */
  bound(value: number, least: number, most: number, above: TorsorErrorCode = 'protocol-violation'): number {
    if (value > most) this.fail(above, `${value} > ${most}`)
    if (value < least) this.malformed(`${value} < ${least}`)
    return value
  }

  byte(value?: number): number {
    const at = this.#take(1)
    return value === undefined ? (this.#bytes[at] as number) : (this.#bytes[at] = value)
  }

  /** A whole number from `least` to `most`, as its distance from `least`: seven bits a byte, the least first. */
  number(value: number | undefined, least: number, most: number, above?: TorsorErrorCode): number {
    let rest = value === undefined ? 0 : value - least
    if (value !== undefined) {
      if (!Number.isSafeInteger(value)) this.malformed(`${value} is no whole number`)
      this.bound(value, least, most, above)
      for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128)
      this.byte(rest)
      return value
    }
    for (let scale = 1; scale < 2 ** 50; scale *= 128) {
      const byte = this.byte()
      rest += (byte & 127) * scale
      if (byte > 127) continue
      // One number, one spelling: a last byte of zero would be a second one.
      if (byte === 0 && scale > 1) break
      return this.bound(rest + least, least, most, above)
    }
    this.malformed()
  }

  /** So many bytes: read as a copy, never a view, which would keep the whole frame. */
  bytes(length: number, value?: Uint8Array): Uint8Array {
    const at = this.#take(length)
    if (value === undefined) return this.#bytes.slice(at, at + length)
    this.#bytes.set(value, at)
    return value
  }

  /** Reads on the next `length` bytes alone, all of which have to be used. */
  within<T>(length: number, read: () => T): T {
    this.bound(length, 0, this.left)
    const outer = this.#end
    this.#end = this.#at + length
    const value = read()
    if (this.left > 0) this.malformed(`${this.left} bytes too many`)
    this.#end = outer
    return value
  }

  /** A copy of what was written, of exactly its size. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }

  /** Moves on by so many bytes, which are there to be read, or there is room for. Where they begin. */
  #take(count: number): number {
    if (count > this.left) this.malformed('ends too early')
    const start = this.#at
    this.#at += count
    if (this.#at > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#at, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    return start
  }
}
