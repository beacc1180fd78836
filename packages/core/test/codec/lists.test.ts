import fc from 'fast-check'
import { expect, test } from 'vitest'
import { int64 } from '../arbitrary/fact.js'
import { runs } from '../arbitrary/runs.js'
import { isWide, readInt64s, writeInt64s } from '../../src/codec/integers.js'
import { readList, writeList } from '../../src/codec/lists.js'
import { decimalsOf, fromUnits, toUnits } from '../../src/codec/numbers.js'
import { Reader } from '../../src/bytes/reader.js'
import { Writer } from '../../src/bytes/writer.js'

function encode(values: readonly number[]): Uint8Array {
  const writer = new Writer()
  writeList(writer, values)
  return writer.finish()
}

function decode(bytes: Uint8Array, count: number): number[] {
  const reader = new Reader(bytes, 1_000_000)
  const values = readList(reader, count)
  reader.end()
  return values
}

const MAX = 0xffff_ffff
const uint32 = fc.oneof(fc.nat(40), fc.integer({ min: 0, max: MAX }), fc.constantFrom(0, 126, 127, 128, 2 ** 31, MAX))
const list = fc.oneof(
  fc.array(uint32, { maxLength: 40 }),
  fc.array(fc.nat(40), { maxLength: 200 }),
  fc.tuple(uint32, fc.array(fc.nat(15), { maxLength: 60 })).map(([base, distances]) => distances.map((each) => Math.min(MAX, base + each))),
  // Steps, also around the end of the 32 bits.
  fc
    .tuple(uint32, uint32, fc.nat(60))
    .map(([base, step, count]) => Array.from({ length: count }, (_, at) => (base + at * step) % (MAX + 1))),
  // Runs.
  fc
    .array(fc.tuple(uint32, fc.nat(40)), { maxLength: 8 })
    .map((each) => each.flatMap(([value, count]) => Array.from({ length: count }, () => value))),
  // A few values, far apart, in any order.
  fc
    .tuple(fc.array(uint32, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { maxLength: 100 }))
    .map(([few, places]) => places.map((place) => few[place % few.length] ?? 0)),
)

test('[CO33] a list of integers is read as it was written', () => {
  fc.assert(
    fc.property(list, (values) => {
      expect(decode(encode(values), values.length)).toEqual(values)
    }),
    runs(3),
  )
})

test('[CO33] no form is longer than packing the widest value', () => {
  fc.assert(
    fc.property(list, (values) => {
      const most = 32 - Math.clz32(Math.max(0, ...values))
      expect(encode(values).length).toBeLessThanOrEqual(values.length < 2 ? 5 : 1 + Math.ceil((values.length * most) / 8))
    }),
    runs(),
  )
})

test('[CO33] whatever bytes there are, a list is read or refused, and bounded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), fc.integer({ min: 1, max: 40 }), (bytes, count) => {
      let values: number[]
      try {
        values = decode(bytes, count)
      } catch (error) {
        expect(error).toMatchObject({ code: 'bytes-malformed' })
        return
      }
      expect(values).toHaveLength(count)
      for (const value of values) expect(value >= 0 && value <= MAX && Number.isInteger(value)).toBe(true)
    }),
    runs(5),
  )
  expect(() => decode(Uint8Array.of(0x81), 2 ** 40)).toThrow(/limit/)
})

test('[CO33] the forms, by example', () => {
  const hex = (values: readonly number[]): string => Buffer.from(encode(values)).toString('hex')
  expect(hex([])).toBe('')
  expect(hex([300])).toBe('ac02')
  expect(hex([5, 5, 5])).toBe('85')
  expect(hex([1000, 1000])).toBe('ffe807')
  // Packed, four bits each, low ones first.
  expect(hex([9, 15, 8, 1])).toBe('04f918')
  // Graded, k = 0: a 0 is 0, a 1 is 10, and 300 is nine ones, a 0 and the eight bits below its leading one.
  expect(hex([0, 1, 0, 1, 1, 0, 1, 0, 300])).toBe('2152f21f0b')
  // Distances from the least.
  expect(hex([1_000_001, 1_000_000, 1_000_003, 1_000_002])).toBe('41c0843d02b1')
  // 30 of 7, a 9, 30 of 7.
  expect(hex([...Array.from({ length: 30 }, () => 7), 9, ...Array.from({ length: 30 }, () => 7)])).toBe('4203049707051d74')
})

test('[CO33] what no list can be is refused where it is read', () => {
  const read = (bytes: readonly number[], count: number) => () => decode(Uint8Array.from(bytes), count)
  expect(read([67], 2)).toThrow(/unknown form/)
  expect(read([127], 2)).toThrow(/unknown form/)
  expect(read([66, 2, 66, 1, 2], 3)).toThrow(/unknown form/)
  expect(read([65, 1, 66], 3)).toThrow(/than there are bits for/)
  expect(read([8, 1, 2, 3], 4)).toThrow(/than there are bits for/)
  expect(read([33 + 7, 1, 2, 3], 4)).toThrow(/than there are bits for/)
  expect(read([33, ...Array.from({ length: 20 }, () => 0xff)], 2)).toThrow(/out of range/)
  expect(read([0xff, 0xff, 0xff, 0xff, 0xff, 0x1f], 2)).toThrow(/out of range/)
  expect(read([0xff, 0xe8, 0x87, 0x00], 2)).toThrow(/longer than needed/)
  expect(read([1, 0xff], 2)).toThrow(/after the last/)
  expect(read([65, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2], 2)).toThrow(/out of range/)
  expect(read([66, 3, 0, 0], 2)).toThrow(/out of range/)
  expect(read([66, 0], 2)).toThrow(/runs shorter/)
  expect(read([66, 1, 7, 2], 2)).toThrow(/runs longer/)
  expect(read([66, 1, 7, 0], 2)).toThrow(/runs shorter/)
})

test('[CO33] int64s are read as they were written, numbers where they are safe', () => {
  fc.assert(
    fc.property(fc.array(int64, { maxLength: 40 }), (values) => {
      const narrow = values.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value))
      const writer = new Writer()
      const wide = isWide(narrow)
      writeInt64s(writer, narrow, wide)
      const reader = new Reader(writer.finish(), 1_000_000)
      expect(readInt64s(reader, values.length, wide)).toEqual(narrow)
      reader.end()
    }),
    runs(),
  )
})

test('[CO33] numbers with few decimals are integers of them, exactly', () => {
  expect(decimalsOf([0.1, 12.25, -3])).toBe(2)
  expect(decimalsOf([1 / 3])).toBe(undefined)
  expect(decimalsOf([0.1, 2 ** 53 - 1])).toBe(undefined)
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer().map((each) => each / 1000),
        ),
        { minLength: 1 },
      ),
      (numbers) => {
        const decimals = decimalsOf(numbers)
        if (decimals !== undefined) for (const number of numbers) expect(fromUnits(toUnits(number, decimals), decimals)).toBe(number)
      },
    ),
    runs(),
  )
})
