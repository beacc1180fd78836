import { writeUtf8 } from '../order/utf8.js'

const float = new Float64Array(1)
const floatBytes = new Uint8Array(float.buffer)

/** Bytes that grow. Bits go in from the low end of each byte; `alignBits` ends a run of them. Floats are little-endian, as every engine is. */
export class Writer {
  #bytes: Uint8Array = new Uint8Array(256)
  #length = 0
  /** Bits not yet written, fewer than 8, and how many. */
  #held = 0
  #heldCount = 0

  get length(): number {
    return this.#length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  uint32(value: number): void {
    this.#reserve(4)
    for (let shift = 0; shift < 32; shift += 8) this.#bytes[this.#length++] = value >>> shift
  }

  /** A safe integer >= 0, seven bits to a byte, the low ones first. */
  unsigned(value: number): void {
    this.#reserve(8)
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = 0x80 | (rest % 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#length++] = rest
  }

  /** A safe integer >= 0 in the low `count` bytes, low ones first. */
  fixed(value: number, count: number): void {
    this.#reserve(count)
    let rest = value
    for (let at = 0; at < count; at++) {
      this.#bytes[this.#length++] = rest % 256
      rest = Math.floor(rest / 256)
    }
  }

  float64(value: number): void {
    float[0] = value
    this.bytes(floatBytes)
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length)
    this.#bytes.set(source, this.#length)
    this.#length += source.length
  }

  /** UTF-8; returns how many bytes it took. Throws `value-not-storable` for a lone surrogate. */
  text(text: string): number {
    this.#reserve(text.length * 3)
    const start = this.#length
    this.#length = writeUtf8(text, this.#bytes, start)
    return this.#length - start
  }

  /** The low `count` (0 … 32) bits of a word. */
  bits(word: number, count: number): void {
    if (count > 16) {
      this.bits(word & 0xffff, 16)
      return this.bits(word >>> 16, count - 16)
    }
    this.#reserve(3)
    let held = this.#held | ((word & ((1 << count) - 1)) << this.#heldCount)
    let heldCount = this.#heldCount + count
    while (heldCount >= 8) {
      this.#bytes[this.#length++] = held
      held >>>= 8
      heldCount -= 8
    }
    this.#held = held
    this.#heldCount = heldCount
  }

  /** The rest of the last byte stays zero. */
  alignBits(): void {
    if (this.#heldCount > 0) this.byte(this.#held)
    this.#held = 0
    this.#heldCount = 0
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
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}
