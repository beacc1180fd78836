const GAMMA = 0x9e37_79b9_7f4a_7c15n

/**
 * The output number `index` (0, 1, …) of Steele, Lea and Flood's SplitMix64 (OOPSLA 2014) for a seed of 64 bits. In BigInt: slow, and for
 * the oracle beyond doubt.
 */
export function splitmix64(seed: bigint, index: number): bigint {
  let mixed = BigInt.asUintN(64, seed + GAMMA * BigInt(index + 1))
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58_476d_1ce4_e5b9n)
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d0_49bb_1331_11ebn)
  return mixed ^ (mixed >> 31n)
}
