import type { Reader } from '../bytes/reader.js'
import type { Writer } from '../bytes/writer.js'
import { readList, writeList } from './lists.js'

/*
 * int64s as zigzagged words in two lists of halves: 0, -1, 1, -2 … are 0, 1, 2, 3 … The list of the high halves is left out (`wide` is
 * false) where all are 0.
 */

const HALF = 0x8000_0000

/** Whether one of the values does not fit 32 bits in zigzag. */
export function isWide(values: readonly (number | bigint)[]): boolean {
  return values.some((value) => value >= HALF || value < -HALF)
}

export function writeInt64s(writer: Writer, values: readonly (number | bigint)[], wide: boolean): void {
  const low: number[] = []
  const high: number[] = []
  for (const value of values) {
    const sign = value < 0 ? 1 : 0
    if (typeof value === 'bigint') {
      const word = sign === 1 ? ~value : value
      low.push(Number(word & 0x7fff_ffffn) * 2 + sign)
      high.push(Number(word >> 31n))
    } else {
      const word = sign === 1 ? -1 - value : value
      low.push((word % HALF) * 2 + sign)
      high.push(Math.floor(word / HALF))
    }
  }
  writeList(writer, low)
  if (wide) writeList(writer, high)
}

/** Numbers where they are safe integers, bigints elsewhere. */
export function readInt64s(reader: Reader, count: number, wide: boolean): (number | bigint)[] {
  const values: (number | bigint)[] = readList(reader, count)
  const high = wide ? readList(reader, count) : undefined
  for (let at = 0; at < count; at++) {
    const low = values[at] as number
    const above = high === undefined ? 0 : (high[at] as number)
    const word = above * HALF + (low >>> 1)
    const value = (low & 1) === 0 ? word : -1 - word
    if (high === undefined || Number.isSafeInteger(value)) values[at] = value
    else {
      const exact = (BigInt(above) << 31n) | BigInt(low >>> 1)
      values[at] = (low & 1) === 0 ? exact : ~exact
    }
  }
  return values
}

/** Only safe ones. */
export function readIntegers(reader: Reader, count: number, wide: boolean): number[] {
  const values = readInt64s(reader, count, wide)
  reader.check(!wide || values.every(Number.isSafeInteger), 'an integer beyond the safe ones')
  return values as number[]
}
