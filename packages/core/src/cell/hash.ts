/** Murmur3's 32-bit hash of some bytes: for column ids and for checksums, not against an adversary. Returns a uint32. */
export function hash32(bytes: Uint8Array, seed: number): number {
  const length = bytes.length
  const whole = length & ~3
  let hash = seed | 0
  for (let at = 0; at < whole; at += 4) {
    hash ^= scramble(byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24))
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let at = length - 1; at >= whole; at--) tail = (tail << 8) | byteAt(bytes, at)
  if (length !== whole) hash ^= scramble(tail)
  hash ^= length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble(word: number): number {
  const multiplied = Math.imul(word, 0xcc9e2d51)
  return Math.imul((multiplied << 15) | (multiplied >>> 17), 0x1b873593)
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

const CHECKSUM_SEED = 0x6368656b

/** A 32-bit checksum for rows at rest: finds damage, not forgery. */
export function hashBytes(bytes: Uint8Array): number {
  return hash32(bytes, CHECKSUM_SEED)
}
