import { writeUtf8 } from '../order/utf8.js'
import { extended } from './value.js'

/** Bytes that grow. Callers bound what they write. */
export class ValueWriter {
  #bytes: Uint8Array = new Uint8Array(64)
  #length = 0

  get length(): number {
    return this.#length
  }

  head(kind: number, argument: number): void {
    this.#reserve(10)
    if (argument < extended) {
      this.#bytes[this.#length++] = (kind << 5) | argument
      return
    }
    this.#bytes[this.#length++] = (kind << 5) | extended
    let rest = argument - extended
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = 0x80 | (rest % 128)
    this.#bytes[this.#length++] = rest
  }

  /** The same for arguments beyond the safe integers. */
  bigHead(kind: number, argument: bigint): void {
    if (argument <= Number.MAX_SAFE_INTEGER) {
      this.head(kind, Number(argument))
      return
    }
    this.#reserve(11)
    this.#bytes[this.#length++] = (kind << 5) | extended
    let rest = argument - BigInt(extended)
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = 0x80 | Number(rest & 0x7fn)
    this.#bytes[this.#length++] = Number(rest)
  }

  float64(value: number): void {
    this.#reserve(8)
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value)
    this.#length += 8
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
  }

  text(value: string, byteLength: number): void {
    this.#reserve(byteLength)
    this.#length = writeUtf8(value, this.#bytes, this.#length)
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
