import { TorsorError } from '@torsor/core'
import type { TorsorErrorCode } from '@torsor/core'

/** Appends to a buffer that grows. What it refuses to write is a mistake of the caller, named by message and field. */
export class Writer {
  /** Who is being written, for errors: "open.token". */
  where = ''
  #bytes: Uint8Array
  #length = 0

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  fail(code: TorsorErrorCode, what: string): never {
    throw new TorsorError(code, `${this.where}: ${what}`, { data: { where: this.where } })
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, the least first. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) this.fail('protocol-violation', `${value} is not a whole number from 0 to 2^53 - 1`)
    this.#reserve(8)
    let rest = value
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A copy of what was written, of exactly its size. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(count: number): void {
    const need = this.#length + count
    if (need <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
