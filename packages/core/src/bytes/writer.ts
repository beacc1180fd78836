import { writeUtf8 } from '../order/utf8.js'

const float = new DataView(new ArrayBuffer(8))

/** Bytes that grow. Bits go in from the low end of each byte; `alignBits` ends a run of them. */
export class Writer {
  #bytes: Uint8Array = new Uint8Array(256)
  #length = 0
  /** Bits not yet written, fewer than 8, and how many. */
  #held = 0
  #heldCount = 0

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** An integer >= 0, safe or of at most 64 bits, seven bits to a byte, the low ones first. */
  unsigned(value: number | bigint): void {
    let rest = value
    for (; typeof rest === 'bigint' && rest > Number.MAX_SAFE_INTEGER; rest >>= 7n) this.byte(Number(rest & 0x7fn) | 0x80)
    let number = Number(rest)
    for (; number > 0x7f; number = Math.floor(number / 0x80)) this.byte((number % 0x80) | 0x80)
    this.byte(number)
  }

  /** A safe integer >= 0 in the low `count` bytes, low ones first. */
  fixed(value: number, count: number): void {
    let rest = value
    for (let at = 0; at < count; at++) {
      this.byte(rest % 256)
      rest = Math.floor(rest / 256)
    }
  }

  float64(value: number): void {
    float.setFloat64(0, value)
    for (let at = 0; at < 8; at++) this.byte(float.getUint8(at))
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length)
    this.#bytes.set(source, this.#length)
    this.#length += source.length
  }

  /** UTF-8. Throws `value-not-storable` for a lone surrogate. */
  text(text: string): void {
    this.#reserve(text.length * 3)
    this.#length = writeUtf8(text, this.#bytes, this.#length)
  }

  /** The low `count` (0 … 32) bits of a word. */
  bits(word: number, count: number): void {
    if (count > 16) {
      this.bits(word & 0xffff, 16)
      return this.bits(word >>> 16, count - 16)
    }
    let held = this.#held | ((word & ((1 << count) - 1)) << this.#heldCount)
    let heldCount = this.#heldCount + count
    for (; heldCount >= 8; heldCount -= 8) {
      this.byte(held)
      held >>>= 8
    }
    this.#held = held
    this.#heldCount = heldCount
  }

  /** The rest of the last byte stays zero. */
  alignBits(): void {
    if (this.#heldCount > 0) this.byte(this.#held)
    this.#held = this.#heldCount = 0
  }

  /** Starts anew, keeping the memory. */
  reset(): void {
    this.#length = this.#held = this.#heldCount = 0
  }

  /** What was written, as bytes of their own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(needed * 2)
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
