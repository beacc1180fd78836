/** Seeded, so that a figure can be got again: the same seed, the same bytes. */
export interface Random {
  /** 0 … n-1. */
  below(n: number): number
  uint64(): bigint
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const uint32 = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return {
    below: (n) => Math.floor((uint32() / 0x1_0000_0000) * n),
    uint64: () => (BigInt(uint32()) << 32n) | BigInt(uint32()),
  }
}
