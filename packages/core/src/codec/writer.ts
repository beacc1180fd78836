const FIRST_CAPACITY = 64

/** Bytes that grow. Bits go in from the low end of each byte; `alignBits` ends a run of them. */
export class Writer {
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY)
  #length = 0
  /** Free bits in the last byte while a run of bits is being written. */
  #free = 0

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
    this.varint(Math.floor(value / 0x1_0000_0000), value | 0)
  }

  /** A 64-bit word in the same form. */
  varint(high: number, low: number): void {
    this.#reserve(10)
    let restHigh = high >>> 0
    let restLow = low >>> 0
    while (restHigh !== 0 || restLow > 0x7f) {
      this.#bytes[this.#length++] = 0x80 | (restLow & 0x7f)
      restLow = ((restLow >>> 7) | (restHigh << 25)) >>> 0
      restHigh >>>= 7
    }
    this.#bytes[this.#length++] = restLow
  }

  /** A safe integer >= 0 in the low `bytes` bytes, low ones first. */
  fixed(value: number, bytes: number): void {
    this.#reserve(bytes)
    let rest = value
    for (let at = 0; at < bytes; at++) {
      this.#bytes[this.#length++] = rest % 256
      rest = Math.floor(rest / 256)
    }
  }

  float64(value: number): void {
    this.#reserve(8)
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true)
    this.#length += 8
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length)
    this.#bytes.set(source, this.#length)
    this.#length += source.length
  }

  /** The low `count` (0 … 64) bits of a word. */
  bits(high: number, low: number, count: number): void {
    this.#bits(low, Math.min(count, 32))
    if (count > 32) this.#bits(high, count - 32)
  }

  #bits(word: number, count: number): void {
    this.#reserve(5)
    let rest = word
    let left = count
    while (left > 0) {
      if (this.#free === 0) {
        this.#bytes[this.#length++] = 0
        this.#free = 8
      }
      const taken = Math.min(this.#free, left)
      const at = this.#length - 1
      this.#bytes[at] = (this.#bytes[at] as number) | ((rest & ((1 << taken) - 1)) << (8 - this.#free))
      rest >>>= taken
      left -= taken
      this.#free -= taken
    }
  }

  /** The rest of the last byte stays zero. */
  alignBits(): void {
    this.#free = 0
  }

  /** Starts anew, keeping the memory. What `view` gave is no longer valid. */
  reset(): void {
    this.#length = 0
    this.#free = 0
  }

  /** What is written so far, in place: valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
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
