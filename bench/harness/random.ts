/** Seeded (splitmix32), so that a figure can be got again: the same seed, the same bytes. */
export interface Random {
  /** 0 … n-1. */
  below(n: number): number
  uint64(): bigint
  /** Letters and digits, 62 of them. */
  text(length: number): string
  /** So many different numbers of 0 … n-1, in random order. */
  choose(count: number, n: number): number[]
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const uint32 = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const below = (n: number): number => Math.floor((uint32() / 0x1_0000_0000) * n)
  return {
    below,
    uint64: () => (BigInt(uint32()) << 32n) | BigInt(uint32()),
    text: (length) => {
      let text = ''
      while (text.length < length) text += alphabet[below(alphabet.length)]
      return text
    },
    choose: (count, n) => {
      if (count > n) throw new RangeError(`${count} different numbers of ${n}`)
      const chosen = new Set<number>()
      while (chosen.size < count) chosen.add(below(n))
      return [...chosen]
    },
  }
}
