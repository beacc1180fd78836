import { bitLength } from '../../cell/word.js'
import type { Reader } from '../reader.js'
import type { Writer } from '../writer.js'
import { Integers } from './integers.js'

/**
 * How the bits of unsigned integers are laid down. The code byte is 1 … 64 for `packed`: every value in that many bits; or 65 + k (k = 0 … 63) for
 * `graded`: a value of at most k bits is a 0 and k bits; one of k + c bits is c ones, a 0, and what is below its leading one. For
 * values that are small with a tail (gaps, differences by xor) that comes within half a bit of their entropy.
 */
export interface BitCode {
  readonly code: number
  readonly bits: number
}

const GRADED = 65
export const LAST_BIT_CODE = 128

/** The shortest; of equally short ones packed, then the smallest k. Undefined: all values are 0. */
export function bestBitCode(values: Integers): BitCode | undefined {
  const histogram = new Array<number>(65).fill(0)
  let most = 0
  for (let at = 0; at < values.length; at++) {
    const length = bitLength(values.high(at), values.low(at))
    histogram[length] = (histogram[length] ?? 0) + 1
    if (length > most) most = length
  }
  if (most === 0) return undefined
  let best: BitCode = { code: most, bits: values.length * most }
  for (let k = 0; k < most; k++) {
    let bits = 0
    for (let length = 0; length <= most; length++) {
      const count = histogram[length] ?? 0
      bits += count * (length <= k ? 1 + k : k + 2 * (length - k))
    }
    if (bits < best.bits) best = { code: GRADED + k, bits }
  }
  return best
}

export function writeBitCoded(writer: Writer, code: number, values: Integers): void {
  const k = code - GRADED
  for (let at = 0; at < values.length; at++) {
    const high = values.high(at)
    const low = values.low(at)
    if (k < 0) {
      writer.bits(high, low, code)
      continue
    }
    const extra = Math.max(0, bitLength(high, low) - k)
    for (let left = extra; left > 0; left -= 32) writer.bits(0, -1, Math.min(left, 32))
    writer.bits(0, 0, 1)
    writer.bits(high, low, extra === 0 ? k : k + extra - 1)
  }
  writer.alignBits()
}

/** `code` is 1 … 128. */
export function readBitCoded(reader: Reader, code: number, count: number): Integers {
  const k = code - GRADED
  const least = k < 0 ? code : k + 1
  if (count * least > reader.remaining * 8) throw reader.malformed('more integers than there are bits for')
  const values = new Integers(count)
  for (let at = 0; at < count; at++) {
    if (k < 0) {
      reader.bits(code)
      values.push(reader.high, reader.low)
      continue
    }
    let extra = 0
    while (reader.bit() === 1) if (++extra + k > 64) throw reader.malformed('an integer of more than 64 bits')
    const below = extra === 0 ? k : k + extra - 1
    reader.bits(below)
    if (extra === 0) values.push(reader.high, reader.low)
    else if (below < 32) values.push(reader.high, reader.low | (1 << below))
    else values.push(reader.high | (1 << (below - 32)), reader.low)
  }
  reader.alignBits()
  return values
}
