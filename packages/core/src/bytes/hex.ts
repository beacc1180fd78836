/** Two digits for each byte. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Eight digits, of a word's 32 bits. */
export function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
