/** A small seeded generator (mulberry32): good enough for a catalogue, the same on every machine. */
export function seededRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low, high) => low + Math.floor(next() * (high - low + 1))
  /** Many cheap things and a few dear ones. */
  const skewed = (low, high) => low + Math.floor(next() ** 2.5 * (high - low + 1))
  return { between, skewed, chance: (probability) => next() < probability, pick: (list) => list[between(0, list.length - 1)] }
}
