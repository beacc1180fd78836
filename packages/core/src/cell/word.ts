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
