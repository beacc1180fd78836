/**
 * 64-bit words as two int32 halves: `BigInt` allocates, and a float would lose bits beyond 2^53. The carry is branchless.
 */

/** Carry out of `left + right` given the wrapped `sum` of the low halves. */
export function carryOf(left: number, right: number, sum: number): number {
  return ((left & right) | ((left | right) & ~sum)) >>> 31
}

export function lowOf(value: bigint): number {
  return Number(BigInt.asIntN(32, value))
}

export function highOf(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n))
}

/** The word as an unsigned 64-bit pattern. */
export function toUint64(high: number, low: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

/** The word as a signed 64-bit integer. */
export function toInt64(high: number, low: number): bigint {
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0)
}

/** Exact for 0 … 2^53-1; callers check the high half first. */
export function toSafeInteger(high: number, low: number): number {
  return (high >>> 0) * 0x1_0000_0000 + (low >>> 0)
}

/** Bits needed to write the word as an unsigned integer: 0 … 64. */
export function bitLength(high: number, low: number): number {
  return high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high)
}
