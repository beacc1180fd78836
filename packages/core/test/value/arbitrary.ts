import fc from 'fast-check'
import type { Value } from '../../src/value/index.js'

const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((s) => !/\p{Surrogate}/u.test(s))
const key = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '0', '10') },
)

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 30, 31, 32, -1, -31, -32, 158, 159, 2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 53, -(2 ** 53), 1e300, 5e-324),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, 15n, -16n, 16n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 52n, -(2n ** 52n) - 1n),
  text,
  fc.uint8Array({ maxLength: 40 }),
)

/** Every kind of storable value. -0 is left to a test of its own: it is the value 0. */
export const values: fc.Arbitrary<Value> = fc
  .letrec<{ value: Value; array: Value; object: Value }>((tie) => ({
    value: fc.oneof({ maxDepth: 5, depthSize: 'small' }, leaf, tie('array'), tie('object')),
    array: fc.array(tie('value'), { maxLength: 6 }),
    object: fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  }))
  .value.map(withoutNegativeZero)

function withoutNegativeZero(value: Value): Value {
  if (value === 0) return 0
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(withoutNegativeZero)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutNegativeZero(inner)]))
}
