import { hash32 } from './hash.js'
import { encodeUtf8 } from '../order/utf8.js'

declare const columnBrand: unique symbol

/**
 * A uint32: a 29-bit hash of the column's descriptor and, in the low 3 bits, its algebra. A relay that has no schema
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

/** Part of the wire format: another seed would be other column ids. */
const DESCRIPTOR_SEED = 0x746f7273

/**
 * The id of a column, from a descriptor such as `items.name` or `items.litres@3`. Columns with one descriptor and
 * different algebras (the sum and the base of a counter) share the 29 bits.
 */
export function columnId(descriptor: string, algebra: AlgebraCode): ColumnId {
  const hash = hash32(encodeUtf8(descriptor), DESCRIPTOR_SEED)
  return toColumnId((hash & ~7) | algebra)
}

export function algebraOf(id: ColumnId): AlgebraCode {
  return (id & 7) as AlgebraCode
}

/** Any 32 bits as a column id; for decoders. */
export function toColumnId(bits: number): ColumnId {
  return (bits >>> 0) as ColumnId
}

/** Whether the cells of the column are elements by name: a set or a tally. */
export function isKeyed(id: ColumnId): boolean {
  const algebra = algebraOf(id)
  return algebra === Algebra.life || algebra === Algebra.sumBy || algebra === Algebra.lwwBy
}
