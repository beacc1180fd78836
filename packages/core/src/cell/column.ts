declare const columnBrand: unique symbol

/**
 * 32 bits: a 29-bit hash of the column's descriptor and, in the low 3 bits, its algebra. A relay that has no schema
 * folds by these three bits alone, so they are a total function of the id.
 */
export type ColumnId = number & { readonly [columnBrand]: true }

/** The algebra codes in the low three bits of a `ColumnId`. */
export const Algebra = {
  /** 64-bit word, composed by xor. Only as a words table. */
  xor: 0,
  /** int64, wraps mod 2^64. As a words table, or as the sum part of a counter. */
  sum: 1,
  /** Finite float64, the greater wins. */
  max: 2,
  /** Finite float64, the smaller wins. */
  min: 3,
  /** (stamp, value bytes), the later wins. A register, or the base of a counter. */
  lww: 4,
  /** Causal length. As a records table (its records' lives), or as the elements of a set. */
  life: 5,
  /** int64 per element: the sum part of a tally. */
  sumBy: 6,
  /** (stamp, int64 bytes) per element: the base part of a tally. */
  lwwBy: 7,
} as const

export type AlgebraCode = (typeof Algebra)[keyof typeof Algebra]
