/** What a decoder takes in before it refuses. Everything is checked before memory is given to it. */
export interface DecodeLimits {
  /**
   * Decoded size in bytes: key and value bytes, and 16 for each cell, row and element, 8 for each integer on the way. Default: 64 times the
   * encoded size and 16 MiB, at most 256 MiB (deltas); 1 GiB (states).
   */
  readonly maxBytes?: number
  /** UTF-8 bytes of a record id or an element. Default 1,024. */
  readonly maxKeyBytes?: number
  /** Words in one table; indices are below it. Default 65,536. */
  readonly maxWords?: number
}

export const MAX_KEY_BYTES = 1024
export const MAX_WORDS = 65_536

const MEBIBYTE = 1024 * 1024

/** Hostile bytes may say much in little: the budget grows with what was really sent. */
export function deltaBudget(encodedBytes: number): number {
  return Math.min(256 * MEBIBYTE, 16 * MEBIBYTE + 64 * encodedBytes)
}

export const STATE_BUDGET: number = 1024 * MEBIBYTE

/** What one cell, row or element counts for. */
export const CELL_COST = 16
