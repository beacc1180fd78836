/** Reproducible numbers from a seed (mulberry32). */
export interface Random {
  /** 0 <= n < 1 */
  fraction(): number
  /** From `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  bytes(length: number): Uint8Array<ArrayBuffer>
  /** Goes on as one that was made from this seed. */
  reseed(seed: number): void
}

export function seeded(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1))
  return {
    fraction,
    between,
    pick: <T>(list: readonly T[]): T => {
      const picked = list[between(0, list.length - 1)]
      if (picked === undefined) throw new RangeError('Nothing to pick from.')
      return picked
    },
    chance: (probability) => fraction() < probability,
    bytes: (length) => Uint8Array.from({ length }, () => between(0, 255)),
    reseed: (next) => {
      state = next >>> 0
    },
  }
}
