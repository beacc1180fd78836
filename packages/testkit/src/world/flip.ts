import type { Random } from './random.js'

export function withFlippedBit(bytes: Uint8Array, random: Random): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  if (flipped.length === 0) return flipped
  const at = random.between(0, flipped.length - 1)
  flipped[at] = (flipped[at] ?? 0) ^ (1 << random.between(0, 7))
  return flipped
}
