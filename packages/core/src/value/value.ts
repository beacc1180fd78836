/** What a register holds. */
export type Value = null | boolean | number | bigint | string | Uint8Array | readonly Value[] | { readonly [key: string]: Value }

/** The canonical bytes of one value take at most this many bytes. */
export const maxValueBytes: number = 512 * 1024

/** Arrays and objects nest at most this deep. */
export const maxValueDepth = 64

export const minInt64: bigint = -(2n ** 63n)
export const maxInt64: bigint = 2n ** 63n - 1n

/**
 * A value is a head, and for some kinds a body. The head's first byte is `kind << 5 | argument`; an argument of 31 or
 * more is written as 31 and the rest as a varint after it (little-endian groups of 7 bits), so every argument has one
 * spelling.
 *
 *     3       03                     "hi"   62 68 69
 *     -1      20                     3n     c6
 *     true    e2                     [1]    81 01
 *     1000    1f c9 07               {a:1}  a1 61 61 01
 */
export const Kind = {
  /** A safe integer >= 0; the argument is it. */
  natural: 0,
  /** A safe integer n < 0; the argument is -1 - n. */
  negative: 1,
  /** Uint8Array; the argument is its length. */
  bytes: 2,
  /** Well-formed string; the argument is its length in UTF-8 bytes. */
  text: 3,
  /** The argument is how many values follow. */
  array: 4,
  /** The argument is how many (key, value) pairs follow, keys as texts in ascending order of their UTF-8 bytes. */
  object: 5,
  /** A bigint in int64; the argument is it in zigzag: 0, -1, 1, -2, … */
  bigint: 6,
  /** The argument is one of `Simple`. */
  simple: 7,
} as const

export const Simple = {
  null: 0,
  false: 1,
  true: 2,
  /** Any finite number that is not a safe integer, as 8 bytes of IEEE 754, big-endian. */
  float64: 3,
} as const

/** The argument value that says: a varint follows. */
export const extended = 31

/** `path` of a property: `items.place.lat`, and `items.place["a b"]` where a dot would not be clear. */
export function propertyPath(path: string, key: string): string {
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return path === '' ? key : `${path}.${key}`
  return `${path}[${JSON.stringify(key)}]`
}
