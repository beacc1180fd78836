import fc from 'fast-check'
import { expect, test } from 'vitest'
import { int64 } from '../arbitrary/fact.js'
import { runs } from '../arbitrary/runs.js'
import { Integers } from '../../src/codec/integers/integers.js'
import { readIntegers, writeIntegers } from '../../src/codec/integers/stream.js'
import { Reader } from '../../src/codec/reader.js'
import { Writer } from '../../src/codec/writer.js'

function encode(values: readonly bigint[], signed: boolean): Uint8Array {
  const integers = new Integers(0)
  for (const value of values) integers.push(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)))
  const writer = new Writer()
  writeIntegers(writer, integers, signed)
  return writer.finish()
}

function decode(bytes: Uint8Array, count: number, signed: boolean): bigint[] {
  const reader = new Reader(bytes, 1_000_000)
  const integers = readIntegers(reader, count, signed)
  reader.end()
  return Array.from({ length: integers.length }, (_, at) =>
    BigInt.asIntN(64, (BigInt(integers.high(at)) << 32n) | BigInt(integers.low(at) >>> 0)),
  )
}

const list = fc.oneof(
  fc.array(int64, { maxLength: 40 }),
  fc.array(fc.bigInt(0n, 40n), { maxLength: 40 }),
  fc
    .tuple(int64, fc.array(fc.bigInt(0n, 15n), { maxLength: 40 }))
    .map(([base, distances]) => distances.map((distance) => BigInt.asIntN(64, base + distance))),
  fc.tuple(int64, fc.nat(200), fc.array(fc.tuple(fc.nat(200), int64), { maxLength: 5 })).map(([value, count, exceptions]) => {
    const values = Array.from({ length: count }, () => value)
    for (const [at, exception] of exceptions) if (at < count) values[at] = exception
    return values
  }),
)

test('[CO33] a list of integers is read as it was written, signed or not', () => {
  fc.assert(
    fc.property(list, fc.boolean(), (values, signed) => {
      expect(decode(encode(values, signed), values.length, signed)).toEqual(values)
    }),
    runs(2),
  )
})

test('[CO33] of a list only the shortest spelling is read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), fc.integer({ min: 1, max: 20 }), fc.boolean(), (bytes, count, signed) => {
      let values: bigint[]
      try {
        values = decode(bytes, count, signed)
      } catch (error) {
        expect(error).toMatchObject({ code: 'bytes-malformed' })
        return
      }
      expect(encode(values, signed)).toEqual(bytes)
    }),
    runs(5),
  )
})

test('[CO33] the forms, by example', () => {
  const hex = (values: readonly bigint[], signed = false): string => Buffer.from(encode(values, signed)).toString('hex')
  expect(hex([])).toBe('')
  expect(hex([5n, 5n, 5n])).toBe('c5')
  expect(hex([-3n], true)).toBe('c5')
  expect(hex([1000n, 1000n])).toBe('81e807')
  // Packed, four bits each, low ones first.
  expect(hex([9n, 15n, 8n, 1n])).toBe('04f918')
  // Graded, k = 0: a 0 is 0, a 1 is 10, and 300 is nine ones, a 0 and the eight bits below its leading one.
  expect(hex([0n, 1n, 0n, 1n, 1n, 0n, 1n, 0n, 300n])).toBe('4152f21f0b')
  // Distances from the least.
  expect(hex([1_000_001n, 1_000_000n, 1_000_003n, 1_000_002n])).toBe('82c0843d02b1')
  // 60 equal ones and an exception at place 30.
  expect(hex([...Array.from({ length: 30 }, () => 7n), 9n, ...Array.from({ length: 30 }, () => 7n)])).toBe('830701dec9')
})

test('[CO33] other spellings of the same values are refused', () => {
  const refused = (hex: string, count: number, signed = false): void => {
    expect(() => decode(Uint8Array.from(Buffer.from(hex, 'hex')), count, signed), hex).toThrow(
      expect.objectContaining({ code: 'bytes-malformed' }),
    )
  }
  refused('8105', 3) // a small constant spelled long
  refused('81e88700', 2) // a varint with a needless byte
  refused('05e9a100', 4) // five bits where four do
  refused('04f91880', 4) // a byte too many
  refused('820002b1', 4) // an offset of nothing
  refused('830701fdc9', 61) // an exception past the end
  refused('00', 1)
  refused('85', 1)
  refused('', 1)
  refused('01', 1)
  refused('81ffffffffffffffffff02', 2) // more than 64 bits
  expect(() => decode(Uint8Array.of(0xc1), 2 ** 40, false)).toThrow(/limit/)
})

test('[CO33] what no word can be, and what there are no bits for, is refused where it is read', () => {
  const read = (bytes: readonly number[], count: number) => () => decode(Uint8Array.from(bytes), count, false)
  expect(read([65, ...Array.from({ length: 20 }, () => 0xff)], 2)).toThrow(/more than 64 bits/)
  expect(read([129, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02], 2)).toThrow(/more than 64 bits/)
  expect(read([129, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], 2)).toThrow(/more than 64 bits/)
  expect(read([129, 0xe8, 0x87, 0x00], 2)).toThrow(/longer than needed/)
  expect(read([8, 1, 2, 3], 4)).toThrow(/than there are bits for/)
  expect(read([65 + 7, 1, 2, 3], 4)).toThrow(/than there are bits for/)
})
