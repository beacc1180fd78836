import type { WordsAs } from '../../schema/index.js'

const scratch = new DataView(new ArrayBuffer(8))

/** A word as its table reads it. */
export function readWord(bits: bigint, as: WordsAs): bigint | number {
  switch (as) {
    case 'u64':
      return bits
    case 'i64':
      return BigInt.asIntN(64, bits)
    case 'f64':
      scratch.setBigUint64(0, bits)
      return scratch.getFloat64(0)
  }
}

/** The one NaN: engines differ in which they make, and replicas must not. */
const nanBits = 0x7ff8_0000_0000_0000n

/** The 64-bit pattern of a number, in which every bit of it is kept. */
export function numberBits(value: number): bigint {
  if (Number.isNaN(value)) return nanBits
  scratch.setFloat64(0, value)
  return scratch.getBigUint64(0)
}
