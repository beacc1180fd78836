import { carryOf } from '../../cell/word.js'
import { Integers } from './integers.js'

/** Small negatives become small: 0, -1, 1, -2 … are 0, 1, 2, 3 … */
export function zigzag(values: Integers): Integers {
  const result = new Integers(values.length)
  for (let at = 0; at < values.length; at++) {
    const high = values.high(at)
    const low = values.low(at)
    const sign = high >> 31
    result.push(((high << 1) | (low >>> 31)) ^ sign, (low << 1) ^ sign)
  }
  return result
}

export function unzigzag(values: Integers): Integers {
  const result = new Integers(values.length)
  for (let at = 0; at < values.length; at++) {
    const high = values.high(at)
    const low = values.low(at)
    const sign = -(low & 1)
    result.push((high >>> 1) ^ sign, ((low >>> 1) | (high << 31)) ^ sign)
  }
  return result
}

/** Where the least value is, as int64 or as uint64. */
export function leastAt(values: Integers, signed: boolean): number {
  const flip = signed ? 0 : -0x8000_0000
  let least = 0
  for (let at = 1; at < values.length; at++) {
    const high = (values.high(at) ^ flip) | 0
    const leastHigh = (values.high(least) ^ flip) | 0
    if (high < leastHigh || (high === leastHigh && values.low(at) >>> 0 < values.low(least) >>> 0)) least = at
  }
  return least
}

/** Every value plus (high, low), modulo 2^64. */
export function shift(values: Integers, high: number, low: number): Integers {
  const result = new Integers(values.length)
  for (let at = 0; at < values.length; at++) {
    const sum = (values.low(at) + low) | 0
    result.push((values.high(at) + high + carryOf(values.low(at), low, sum)) | 0, sum)
  }
  return result
}

export function negateHigh(high: number, low: number): number {
  return (~high + (low === 0 ? 1 : 0)) | 0
}

/** A place that holds the value which more than half of the places hold, if there is one; else -1. */
export function majorityAt(values: Integers): number {
  let candidate = 0
  let votes = 0
  for (let at = 0; at < values.length; at++) {
    if (votes === 0) candidate = at
    votes += equalAt(values, at, candidate) ? 1 : -1
  }
  let count = 0
  for (let at = 0; at < values.length; at++) if (equalAt(values, at, candidate)) count++
  return count * 2 > values.length ? candidate : -1
}

export function equalAt(values: Integers, first: number, second: number): boolean {
  return values.low(first) === values.low(second) && values.high(first) === values.high(second)
}
