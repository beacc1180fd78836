import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TorsorError } from '../../src/errors.js'
import {
  decodeInt64,
  decodeValue,
  encodeInt64,
  encodeNormalized,
  encodeValue,
  holdsBytes,
  maxValueBytes,
  maxValueDepth,
  normalizeValue,
} from '../../src/value/index.js'
import type { Value } from '../../src/value/index.js'
import { values } from './arbitrary.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 1000)

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function failure(run: () => unknown): TorsorError {
  try {
    run()
  } catch (error) {
    if (error instanceof TorsorError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

function frozenThroughout(value: Value): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true
  return Object.isFrozen(value) && Object.values(value).every((inner) => frozenThroughout(inner))
}

/** The same value made in another order. */
function rebuilt(value: Value): Value {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(rebuilt)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, rebuilt(inner)]),
  )
}

describe('values', () => {
  it('[CO50] come back from their bytes, with their types', () => {
    fc.assert(
      fc.property(values, (value) => {
        const back = decodeValue(encodeValue(value))
        expect(isDeepStrictEqual(back, value)).toBe(true)
      }),
      { numRuns: runs },
    )
  })

  it('[CO50] have these bytes for ever', () => {
    const golden: readonly (readonly [Value, string])[] = [
      [null, 'e0'],
      [false, 'e1'],
      [true, 'e2'],
      [0, '00'],
      [3, '03'],
      [30, '1e'],
      [31, '1f00'],
      [1000, '1fc907'],
      [2 ** 53 - 1, '1fe0ffffffffffff0f'],
      [-1, '20'],
      [-1000, '3fc807'],
      [0.5, 'e33fe0000000000000'],
      [2 ** 53, 'e34340000000000000'],
      [3n, 'c6'],
      [-1n, 'c1'],
      [2n ** 63n - 1n, 'dfdfffffffffffffffff01'],
      [-(2n ** 63n), 'dfe0ffffffffffffffff01'],
      ['', '60'],
      ['hi', '626869'],
      ['é€😀', '69c3a9e282acf09f9880'],
      [Uint8Array.of(1, 2), '420102'],
      [[], '80'],
      [[1, [2]], '82018102'],
      [{}, 'a0'],
      [{ b: 1, a: [] }, 'a2616180616201'],
    ]
    for (const [value, bytes] of golden) {
      expect(hex(encodeValue(value))).toBe(bytes)
      expect(decodeValue(bytesOf(bytes))).toStrictEqual(value)
    }
  })

  it('[CO50] are one byte string however their objects were made', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(hex(encodeValue(rebuilt(value)))).toBe(hex(encodeValue(value)))
      }),
      { numRuns: runs },
    )
  })

  it('[CO51] 1 and 1n differ, 0 and -0 do not', () => {
    expect(hex(encodeValue(1))).not.toBe(hex(encodeValue(1n)))
    expect(decodeValue(encodeValue(1n))).toBe(1n)
    expect(hex(encodeValue(-0))).toBe(hex(encodeValue(0)))
    expect(decodeValue(encodeValue({ a: -0 }))).toStrictEqual({ a: 0 })
  })

  it('[CO52] leave out undefined properties and symbols, and sort keys by UTF-8', () => {
    expect(decodeValue(encodeValue({ a: undefined, b: 1, [Symbol('s')]: 2 }))).toStrictEqual({ b: 1 })
    expect(hex(encodeValue({ '\u{10000}': 1, '\uffff': 2 }))).toBe('a263efbfbf0264f090808001')
  })

  it('[CO53] that cannot be held are refused with their path', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = { again: cycle }
    class Point {
      readonly x = 1
    }
    class List extends Array<number> {}
    const bare: unknown = Object.create(Object.create(Object.create(null) as object) as object)
    const orphans: readonly unknown[] = [null, Object.create(null)].map(
      (prototype) => Object.setPrototypeOf([1], prototype as null) as unknown,
    )
    const withFunction: unknown = Object.create(Object.setPrototypeOf(() => 1, null) as object)
    const cases: readonly (readonly [unknown, string, RegExp])[] = [
      [{ place: { lat: Number.NaN } }, 'items.place.lat', /finite/],
      [{ steps: [0, 1, 2, undefined] }, 'items.steps[3]', /undefined/],
      [{ steps: Array(2) }, 'items.steps[0]', /undefined/],
      [{ 'a b': { c: Infinity } }, 'items["a b"].c', /finite/],
      [undefined, 'items', /undefined/],
      [() => 1, 'items', /function/],
      [[Symbol('s')], 'items[0]', /symbol/],
      [new Date(0), 'items', /Date.*ISO/],
      [new Map(), 'items', /Map/],
      [new Set(), 'items', /Set/],
      [new Float64Array(1), 'items', /Uint8Array/],
      [new Point(), 'items', /Point/],
      [new List(), 'items', /List/],
      [bare, 'items', /class/],
      [orphans[0], 'items', /class/],
      [[orphans[1]], 'items[0]', /class/],
      [withFunction, 'items', /class/],
      [{ a: 'x\ud800' }, 'items.a', /surrogate/],
      [{ '\udc00x': 1 }, 'items["\\udc00x"]', /surrogate/],
      [2n ** 63n, 'items', /int64/],
      [-(2n ** 63n) - 1n, 'items', /int64/],
      [cycle, 'items.self.again', /itself/],
      // oxlint-disable-next-line no-new-wrappers -- a boxed number is what is tried
      [new Number(1), 'items', /Number/],
    ]
    for (const [value, path, why] of cases) {
      const error = failure(() => encodeValue(value, 'items'))
      expect(error.code).toBe('value-not-storable')
      expect(error.data['path']).toBe(path)
      expect(error.message).toMatch(why)
      expect(error.message.startsWith(path)).toBe(true)
    }
  })

  it('[CO53] that stand for themselves are refused with the path inside of them, if any', () => {
    for (const [value, path] of [
      [undefined, ''],
      [{ a: [Number.NaN] }, 'a[0]'],
      [[{ 'a b': 1n << 70n }], '[0]["a b"]'],
    ] as const)
      for (const refuse of [encodeValue, normalizeValue]) {
        const { data, message } = failure(() => refuse(value))
        expect(data['path']).toBe(path)
        if (path === '') expect(message).toBe(data['why'])
      }
    expect(failure(() => normalizeValue(new Uint8Array(maxValueBytes))).data['path']).toBe('')
  })

  it('[CO54] nest 64 deep and no deeper, and are 512 KiB long and no longer', () => {
    let deep: Value = 1
    for (let i = 0; i < maxValueDepth; i++) deep = [deep]
    expect(decodeValue(encodeValue(deep))).toStrictEqual(deep)
    expect(failure(() => encodeValue([deep])).code).toBe('value-not-storable')
    for (const head of ['81', 'a16161']) {
      expect(hex(encodeValue(decodeValue(bytesOf(head.repeat(64) + '01'))))).toBe(head.repeat(64) + '01')
      expect(failure(() => decodeValue(bytesOf(head.repeat(65) + '01'))).code).toBe('bytes-malformed')
    }

    const fits = new Uint8Array(maxValueBytes - 4)
    expect(encodeValue(fits)).toHaveLength(maxValueBytes)
    expect(decodeValue(encodeValue(fits))).toHaveLength(fits.length)
    // Sound but for its size: what writes canonical bytes unchecked made it.
    expect(failure(() => decodeValue(encodeNormalized(new Uint8Array(maxValueBytes - 3)))).code).toBe('bytes-malformed')
    const error = failure(() => encodeValue({ photo: 'x'.repeat(maxValueBytes) }, 'items.data'))
    expect(error.code).toBe('too-large')
    expect(error.data).toMatchObject({ path: 'items.data', limit: maxValueBytes })
    expect(error.data['bytes']).toBeGreaterThan(maxValueBytes)
    expect(failure(() => encodeValue(Array(1e9))).code).toBe('too-large')
  })

  it('[CO54] shared by many parents are data, not cycles, and still bounded', () => {
    const leaf = { a: 1 }
    expect(decodeValue(encodeValue([leaf, leaf]))).toStrictEqual([leaf, leaf])
    let bomb: unknown[] = [1]
    for (let i = 0; i < 40; i++) bomb = [bomb, bomb]
    expect(failure(() => encodeValue(bomb)).code).toBe('too-large')
  })

  it('[CO55] have one spelling: any bytes are refused or are canonical', () => {
    const mutated = fc.tuple(values, fc.nat(), fc.nat({ max: 255 })).map(([value, at, byte]) => {
      const bytes = encodeValue(value)
      bytes[at % bytes.length] = byte
      return bytes
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), mutated), (bytes) => {
        let value: Value
        try {
          value = decodeValue(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'bytes-malformed' })
          return
        }
        expect(hex(encodeValue(value))).toBe(hex(bytes))
      }),
      { numRuns: runs * 5 },
    )
  })

  it('[CO55] are refused in second spellings and broken bytes', () => {
    const cases: Readonly<Record<string, string>> = {
      'no bytes': '',
      'bytes after the end': '0000',
      'a needless varint byte': '1f8000',
      'a needless varint byte of a bigint': 'df8000',
      'a varint that never ends': '1f' + 'ff'.repeat(12),
      'an integer that is not safe': '1fe1ffffffffffff0f',
      'a negative that is not safe': '3fe0ffffffffffff0f',
      'a bigint beyond int64': 'dfe1ffffffffffffffff01',
      'a float64 that is an integer': 'e33ff0000000000000',
      'a float64 that is -0': 'e38000000000000000',
      'a NaN': 'e37ff8000000000000',
      'an infinity': 'e37ff0000000000000',
      'a short float64': 'e33ff0',
      'an unknown simple': 'e4',
      'a text that is too short': '6261',
      'a text that is not UTF-8': '61ff',
      'an overlong text': '62c080',
      'a surrogate in UTF-8': '63eda080',
      'keys that descend': 'a2616201616101',
      'a key twice': 'a2616101616101',
      'a key that is no text': 'a10001',
      'a count beyond the bytes': '9fffffff7f',
      'an object count beyond the bytes': 'a2616101',
    }
    for (const [what, bytes] of Object.entries(cases)) expect(failure(() => decodeValue(bytesOf(bytes))).code, what).toBe('bytes-malformed')
    expect(failure(() => decodeValue(new Uint8Array(maxValueBytes + 1))).code).toBe('bytes-malformed')
  })

  it('[CO56] come back frozen, and their bytes as a copy', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(frozenThroughout(decodeValue(encodeValue(value)))).toBe(true)
      }),
    )
    const bytes = encodeValue(Uint8Array.of(7))
    const value = decodeValue(bytes) as Uint8Array
    bytes.fill(0)
    expect(value).toStrictEqual(Uint8Array.of(7))
  })

  it('[CO56] may have a key called __proto__, which is only a key', () => {
    const value = Object.fromEntries([['__proto__', { admin: true }]])
    const back = decodeValue(encodeValue(value)) as Record<string, unknown>
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
    expect(Object.keys(back)).toStrictEqual(['__proto__'])
    expect(back['admin']).toBeUndefined()
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  it('[CO58] are normalised as their bytes would have them', () => {
    fc.assert(
      fc.property(values, (value) => {
        const normal = normalizeValue(rebuilt(value))
        expect(isDeepStrictEqual(normal, decodeValue(encodeValue(value)))).toBe(true)
        expect(frozenThroughout(normal)).toBe(true)
        expect(hex(encodeNormalized(normal))).toBe(hex(encodeValue(value)))
      }),
      { numRuns: runs },
    )
    expect(normalizeValue({ b: undefined, a: [-0] })).toStrictEqual({ a: [0] })
    expect(Object.keys(normalizeValue({ '\u{10000}': 1, '\uffff': 2 }) as object)).toStrictEqual(['\uffff', '\u{10000}'])
    const bytes = Uint8Array.of(1)
    const copy = normalizeValue(bytes)
    bytes.fill(9)
    expect(copy).toStrictEqual(Uint8Array.of(1))
  })

  it('[CO54] are measured in the bytes they would take, to the last one', () => {
    const measured = (parts: readonly Value[]): void => {
      // The last part fills what the others leave, whatever their heads take.
      const used = encodeValue([...parts, new Uint8Array(100_000)]).length - 100_000
      const filled = (more: number): unknown => [...parts, new Uint8Array(maxValueBytes - used + more)]
      expect(encodeValue(filled(0))).toHaveLength(maxValueBytes)
      expect(failure(() => normalizeValue(filled(1), 'p'))).toMatchObject({
        code: 'too-large',
        data: { path: 'p', bytes: maxValueBytes + 1 },
      })
    }
    fc.assert(fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), measured), { numRuns: Math.ceil(runs / 10) })
    // Where an integer takes one byte more.
    for (const border of [0n, 1n, 2n, 3n, 4n].map((groups) => 31n + (1n << (7n * groups))))
      for (const argument of [border - 2n, border - 1n, border])
        measured([Number(argument), Number(-1n - argument), argument % 2n === 0n ? argument / 2n : -(argument + 1n) / 2n])
  })

  it('[CO56] are known to hold bytes, however deep', () => {
    for (const plain of [null, 'x', 1n, [], { a: ['x', null] }]) expect(holdsBytes(plain)).toBe(false)
    for (const bytes of [new Uint8Array(), [Uint8Array.of(1)], { a: ['x', { b: Uint8Array.of(1) }] }]) expect(holdsBytes(bytes)).toBe(true)
  })

  it('[CO57] an int64 is the value of its bigint', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
        expect(decodeInt64(encodeInt64(n))).toBe(n)
        expect(hex(encodeInt64(n))).toBe(hex(encodeValue(n)))
      }),
    )
    expect(failure(() => decodeInt64(encodeValue(1))).code).toBe('bytes-malformed')
  })
})
