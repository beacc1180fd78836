import { Algebra, columnId, decodeValue, encodeValue, type AlgebraCode, type ColumnId, type Lww, type Value } from '@torsor/core'
import fc from 'fast-check'

/** The smallest thing a delta can say, as plain data: what the oracle works on. */
export type Fact =
  | { readonly type: 'life'; readonly table: ColumnId; readonly record: string; readonly life: number }
  | {
      readonly type: 'cell'
      readonly table: ColumnId
      readonly record: string
      readonly life: number
      readonly column: ColumnId
      readonly element: string | null
      readonly value: bigint | number | Lww
    }
  | { readonly type: 'word'; readonly table: ColumnId; readonly index: number; readonly value: bigint }

export const TABLES: readonly ColumnId[] = ['items', 'places'].map((name) => columnId(name, Algebra.life))
export const WORDS: readonly ColumnId[] = [columnId('bits', Algebra.xor), columnId('sums', Algebra.sum)]

export const FIELD_ALGEBRAS: readonly AlgebraCode[] = [
  Algebra.sum,
  Algebra.max,
  Algebra.min,
  Algebra.lww,
  Algebra.life,
  Algebra.sumBy,
  Algebra.lwwBy,
]

/** A field of any algebra; a small pool of names, so that edits meet. */
export const column: fc.Arbitrary<ColumnId> = fc
  .tuple(fc.constantFrom('a', 'b', 'ü', 'price@2'), fc.constantFrom(...FIELD_ALGEBRAS))
  .map(([name, algebra]) => columnId(`items.${name}`, algebra))

export const recordKey: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', 'a', 'ab', 'b', '\u{10437}', '\uffee') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
)
export const element: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('x', 'xy', 'y', '__proto__') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
)

const MAX = 2n ** 63n - 1n
/** Every bit pattern class that a float, a sign or a carry could spoil. */
export const int64: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt(-512n, 511n) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0n, 1n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n + 1n, MAX, -MAX - 1n),
  },
  { weight: 1, arbitrary: fc.bigInt(-MAX - 1n, MAX) },
)

const finite: fc.Arbitrary<number> = fc
  .oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((number) => number + 0)

const stamp: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1_700_000_000_000 * 1024, max: 1_700_000_001_000 * 1024 }),
  fc.constant(Number.MAX_SAFE_INTEGER),
)
const stored: fc.Arbitrary<Value> = fc
  .oneof(
    fc.constantFrom<unknown>(null, false, true, 0, 1, 1n, 0.5, 12.25, -0.001, 2 ** 40, 1e300, '', 'a', 'ab'),
    fc.uint8Array({ maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.integer(),
    int64,
    fc.constant({ place: [1, 'two'] }),
  )
  .map((value) => decodeValue(encodeValue(value)))

/** A value that fits the column; only what a delta may hold (no identity). */
export function valueOf(id: ColumnId): fc.Arbitrary<bigint | number | Lww> {
  switch ((id & 7) as AlgebraCode) {
    case Algebra.sum:
    case Algebra.sumBy:
    case Algebra.xor:
      return int64.filter((value) => value !== 0n)
    case Algebra.max:
    case Algebra.min:
      return finite
    case Algebra.life:
      return fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(0xffff_ffff))
    case Algebra.lww:
      return fc.record({ stamp, value: stored })
    case Algebra.lwwBy:
      return fc.record({ stamp, value: int64 })
  }
}

export function isKeyedColumn(id: ColumnId): boolean {
  const algebra = id & 7
  return algebra === Algebra.life || algebra === Algebra.sumBy || algebra === Algebra.lwwBy
}
