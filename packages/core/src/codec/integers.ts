import { readList, writeList } from './lists.js'
import type { Reader } from './reader.js'
import type { Writer } from './writer.js'

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
    if (typeof value === 'bigint') {
      const word = value < 0n ? ~value : value
      low.push(Number(word & 0x7fff_ffffn) * 2 + (value < 0n ? 1 : 0))
      high.push(Number(word >> 31n))
    } else {
      const word = value < 0 ? -1 - value : value
      low.push((word % HALF) * 2 + (value < 0 ? 1 : 0))
      high.push(Math.floor(word / HALF))
    }
  }
  writeList(writer, low)
  if (wide) writeList(writer, high)
}

/** Numbers where they are safe integers, bigints elsewhere. */
export function readInt64s(reader: Reader, count: number, wide: boolean): (number | bigint)[] {
  const low: (number | bigint)[] = readList(reader, count)
  const high = wide ? readList(reader, count) : undefined
  for (let at = 0; at < count; at++) {
    const half = low[at] as number
    const above = high === undefined ? 0 : (high[at] as number)
    const word = above * HALF + Math.floor(half / 2)
    const value = half % 2 === 0 ? word : -1 - word
    low[at] = above < 0x40_0000 && Number.isSafeInteger(value) ? value : int64(above, half)
  }
  return low
}

function int64(high: number, low: number): bigint {
  const word = (BigInt(high) << 31n) | BigInt(Math.floor(low / 2))
  return low % 2 === 0 ? word : ~word
}
