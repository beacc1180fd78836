import { hex32 } from '../bytes/hex.js'
import { encodeUtf8 } from '../order/utf8.js'

/** 16 hex digits: two FNV-1a hashes of 32 bits with different seeds, each finished by a mixer. It tells builds apart; it guards nothing. */
export function fingerprintOf(lines: readonly string[]): string {
  const bytes = encodeUtf8(lines.join('\n'))
  return hex32(hash(bytes, 0x811c9dc5)) + hex32(hash(bytes, 0x2f0b4a27))
}

function hash(bytes: Uint8Array, seed: number): number {
  let h = seed
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return h ^ (h >>> 16)
}
