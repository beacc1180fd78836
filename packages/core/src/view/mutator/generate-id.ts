/** Cryptographically good random bytes: as many as asked for. */
export type RandomBytes = (length: number) => Uint8Array

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** 21 characters that need no escaping in a URL: 126 random bits. */
export function generateId(random: RandomBytes): string {
  let id = ''
  for (const byte of random(21)) id += alphabet[byte & 63]
  return id
}
