import { expect, test } from 'vitest'
import { clone } from '../../src/world/index.js'

test.each<[string, unknown]>([
  ['scalars', [1, 'a', null, undefined, true, 3n, Number.NaN, -0]],
  ['nested objects and lists', { a: [{ b: { c: [1, 2] } }], d: null }],
  ['bytes', { bytes: Uint8Array.of(1, 2, 3) }],
  ['a view of a larger buffer', new Uint8Array(Uint8Array.of(9, 1, 2, 9).buffer, 1, 2)],
  ['maps of maps', new Map([['a', new Map([[1, { b: 2 }]])]])],
  ['sets, dates and words', [new Set([1]), new Date(5), BigUint64Array.of(7n)]],
  ['errors', { error: new RangeError('why') }],
])('[TK16] a clone of %s holds the same, and shares nothing', (_, value) => {
  const copy = clone(value)
  expect(copy).toEqual(structuredClone(value))
  if (typeof value === 'object') expect(copy).not.toBe(value)
})

test('[TK16] what is changed after it was cloned stays as it was in the clone', () => {
  const value = { list: [1], bytes: Uint8Array.of(1), map: new Map([['a', [1]]]) }
  const copy = clone(value)
  value.list.push(2)
  value.bytes[0] = 9
  value.map.get('a')?.push(2)
  expect(copy).toEqual({ list: [1], bytes: Uint8Array.of(1), map: new Map([['a', [1]]]) })
})

test.each([[{ f: () => undefined }], [[Symbol('s')]]])('[TK16] what cannot be cloned is refused: %o', (value) => {
  expect(() => clone(value)).toThrow(/could not be cloned/)
})
