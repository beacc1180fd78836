import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../arbitrary/runs.js'
import { Reader } from '../../src/bytes/reader.js'
import { Writer } from '../../src/bytes/writer.js'

const malformed: unknown = expect.objectContaining({ code: 'bytes-malformed' })

/** On both sides of every border of a varint, and anything between. */
function integers(bits: number): fc.Arbitrary<bigint> {
  const most = 2n ** BigInt(bits) - 1n
  return fc.oneof(
    fc.tuple(fc.nat(Math.floor(bits / 7)), fc.constantFrom(-1n, 0n, 1n)).map(([groups, near]) => {
      const border = 2n ** BigInt(groups * 7) + near
      return border > most ? most : border
    }),
    fc.constantFrom(0n, most - 1n, most),
    fc.bigInt(0n, most),
  )
}

function varint(value: number | bigint): Uint8Array {
  const writer = new Writer()
  writer.unsigned(value)
  return writer.finish()
}

/** One byte more that says no more. */
function longer(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, -1), (bytes.at(-1) ?? 0) | 0x80, 0)
}

describe('[CO27] a varint', () => {
  test('[CO27] is read as it was written, to its last byte, and up to a given most', () => {
    fc.assert(
      fc.property(integers(53), (value) => {
        const number = Number(value)
        const bytes = varint(number)
        expect(varint(value)).toEqual(bytes)
        const reader = new Reader(bytes)
        expect(reader.unsigned()).toBe(number)
        expect(reader.remaining).toBe(0)
        expect(new Reader(bytes).unsigned(number)).toBe(number)
        expect(new Reader(bytes).unsigned64()).toBe(value)
        if (number > 0) expect(() => new Reader(bytes).unsigned(number - 1)).toThrow(malformed)
      }),
      runs(),
    )
  })

  test('[CO27] has 64 bits where it is read as such, and never one more', () => {
    fc.assert(
      fc.property(integers(64), (value) => {
        const reader = new Reader(varint(value))
        expect(reader.unsigned64()).toBe(value)
        expect(reader.remaining).toBe(0)
        if (value > Number.MAX_SAFE_INTEGER) expect(() => new Reader(varint(value)).unsigned()).toThrow(malformed)
      }),
      runs(),
    )
    for (const beyond of [2n ** 64n, 2n ** 64n + 1n, 2n ** 70n - 1n, 2n ** 70n])
      expect(() => new Reader(varint(beyond)).unsigned64()).toThrow(malformed)
  })

  test('[CO27] longer than needed, or cut short, is refused', () => {
    fc.assert(
      fc.property(integers(64), (value) => {
        const bytes = varint(value)
        for (const wrong of [longer(bytes), longer(longer(bytes)), bytes.subarray(0, -1)]) {
          expect(() => new Reader(wrong).unsigned64()).toThrow(malformed)
          expect(() => new Reader(wrong).unsigned()).toThrow(malformed)
        }
      }),
      runs(0.3),
    )
  })
})

test('[CO27] nothing is read past the end', () => {
  const reader = new Reader(Uint8Array.of(1, 2))
  expect(() => reader.take(3)).toThrow(malformed)
  expect(() => reader.fixed(3)).toThrow(malformed)
  expect(() => reader.byte()).toThrow(malformed)
  expect(reader.take(0)).toHaveLength(0)
  expect(() => reader.end()).not.toThrow()
})

test('[CO29] a count, and what is to be allocated, may be as great as what there is, and no greater', () => {
  for (const [count, fits] of [
    [2, true],
    [3, false],
  ] as const) {
    const reader = new Reader(Uint8Array.of(count, 0, 0, 0, 0, 0))
    if (fits) expect(reader.count(2, 'pairs')).toBe(count)
    else expect(() => reader.count(2, 'pairs')).toThrow(malformed)
  }
  const reader = new Reader(new Uint8Array(), 10)
  reader.charge(4)
  reader.charge(6)
  expect(() => reader.charge(1)).toThrow(malformed)
  expect(() => new Reader(new Uint8Array(), 10).charge(11)).toThrow(malformed)
})
