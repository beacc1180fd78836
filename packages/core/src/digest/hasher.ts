/** Four odd multipliers, one for each lane. Part of the digest's definition. */
const FIRST = 0x9e3779b1
const SECOND = 0x85ebca77
const THIRD = 0xc2b2ae3d
const FOURTH = 0x27d4eb2f

const float = new DataView(new ArrayBuffer(8))

/**
 * A 128-bit hash of a sequence of int32 words, as four lanes. Each step is a bijection of the lanes, so no entropy is lost
 * on the way. Not against an adversary: it has no key.
 */
export class CellHasher {
  readonly lanes: Int32Array = new Int32Array(4)

  reset(): void {
    // Not all zero: zero words would leave zero lanes as they are.
    this.lanes[0] = FIRST
    this.lanes[1] = SECOND
    this.lanes[2] = THIRD
    this.lanes[3] = FOURTH
  }

  /** Goes on from where another sequence stood. */
  resume(lanes: Int32Array): void {
    this.lanes.set(lanes)
  }

  absorb(word: number): void {
    const lanes = this.lanes
    let a = (lanes[0] as number) ^ word
    let b = lanes[1] as number
    let c = lanes[2] as number
    let d = lanes[3] as number
    a = Math.imul(a, FIRST)
    a ^= a >>> 15
    b = Math.imul(b + a, SECOND)
    b ^= b >>> 13
    c = Math.imul(c ^ b, THIRD)
    c ^= c >>> 16
    d = Math.imul(d + c, FOURTH)
    d ^= d >>> 14
    lanes[0] = a + d
    lanes[1] = b
    lanes[2] = c
    lanes[3] = d
  }

  /** UTF-16 units, two to a word, and the length: no two well-formed strings give one sequence. */
  absorbString(text: string): void {
    const length = text.length
    this.absorb(length)
    const even = length & ~1
    for (let at = 0; at < even; at += 2) this.absorb(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16))
    if (even !== length) this.absorb(text.charCodeAt(even))
  }

  absorbBytes(bytes: Uint8Array): void {
    const length = bytes.length
    this.absorb(length)
    for (let at = 0; at < length; at += 4) {
      // Past the end reads undefined, which is 0 to the operators here; the length tells the cases apart.
      this.absorb(
        (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24),
      )
    }
  }

  absorbNumber(value: number): void {
    // -0 is 0.
    float.setFloat64(0, value + 0)
    this.absorb(float.getInt32(0))
    this.absorb(float.getInt32(4))
  }

  /** Two rounds more, so that the last word reaches every bit of every lane. */
  finish(): void {
    this.absorb(FIRST | 0)
    this.absorb(THIRD | 0)
  }
}
