import { Algebra, algebraOf, columnId, hashBytes, toColumnId } from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIELD_ALGEBRAS } from '../arbitrary/fact.js'
import { runs } from '../arbitrary/runs.js'
import { hash32 } from '../../src/cell/hash.js'

test('[CO1] a column id is a uint32 that says its algebra, and one descriptor has one hash whatever the algebra', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...FIELD_ALGEBRAS),
      fc.constantFrom(...FIELD_ALGEBRAS),
      (descriptor, first, second) => {
        const id = columnId(descriptor, first)
        expect(id).toBe(id >>> 0)
        expect(algebraOf(id)).toBe(first)
        expect(columnId(descriptor, second) >>> 3).toBe(id >>> 3)
      },
    ),
    runs(0.2),
  )
})

test('[CO1] ids are part of the format', () => {
  expect(columnId('items', Algebra.life)).toBe(651_515_349)
  expect(columnId('items.name', Algebra.lww)).toBe(columnId('items.name', Algebra.sum) + 3)
  expect(columnId('', Algebra.xor)).toBe(toColumnId(columnId('', Algebra.xor)))
})

test('[CO1] descriptors that are alike spread over the 29 bits', () => {
  const ids = new Set<number>()
  for (let field = 0; field < 5000; field++) ids.add(columnId(`items.field${field}`, Algebra.lww))
  expect(ids.size).toBe(5000)
  const highBits = Array.from({ length: 8 }, () => 0)
  for (const id of ids) highBits[id >>> 29] = (highBits[id >>> 29] ?? 0) + 1
  for (const count of highBits) expect(Math.abs(count - 625)).toBeLessThan(125)
})

test('[CO34] the checksum sees every single bit, and the length', () => {
  // The published test vectors of the hash.
  const text = (characters: string): Uint8Array => Uint8Array.from(characters, (character) => character.charCodeAt(0))
  expect(hash32(new Uint8Array(0), 1)).toBe(0x514e28b7)
  expect(hash32(text('test'), 0)).toBe(0xba6bd213)
  expect(hash32(text('Hello, world!'), 0)).toBe(0xc0363e43)
  const bytes = Uint8Array.from({ length: 37 }, (_, at) => at * 7)
  const whole = hashBytes(bytes)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice()
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(hashBytes(flipped)).not.toBe(whole)
  }
  expect(hashBytes(new Uint8Array(3))).not.toBe(hashBytes(new Uint8Array(4)))
})
