import { compareBytes, compareUtf8, decodeUtf8, encodeUtf8, sortUtf8, utf8Length } from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../arbitrary/runs.js'
import { orderOf } from '../../src/order/compare.js'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}') }),
)

test('[CO43] strings compare as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
      expect(Math.sign(compareBytes(Buffer.from(a), Buffer.from(b)))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }),
    runs(),
  )
  fc.assert(
    // Surrogates in any string of a list change how all of them are compared.
    fc.property(fc.oneof(fc.array(text), fc.array(fc.string())), (list) => {
      expect(sortUtf8([...list])).toEqual([...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
      const order = orderOf(list)
      for (const one of list)
        for (const two of list) expect(Math.sign(order(one, two))).toBe(Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(two))))
    }),
    runs(0.3),
  )
})

test('[CO44] UTF-8 there and back, as the platform spells it', () => {
  fc.assert(
    fc.property(text, (string) => {
      const bytes = encodeUtf8(string)
      expect(Buffer.from(bytes).equals(Buffer.from(string))).toBe(true)
      expect(utf8Length(string)).toBe(bytes.length)
      expect(decodeUtf8(bytes)).toBe(string)
    }),
    runs(),
  )
  const long = 'ab\u{1f600}é'.repeat(5000)
  expect(decodeUtf8(encodeUtf8(long))).toBe(long)
})

test('[CO44] decoding accepts exactly what the platform accepts', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xe0, 0x9f, 0xa0, 0xed, 0xf0, 0x8f, 0x90, 0xf4, 0xf5),
  )
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), (list) => {
      const bytes = Uint8Array.from(list)
      let expected: string | null = null
      try {
        expected = strict.decode(bytes)
      } catch {
        expect(() => decodeUtf8(bytes)).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
      }
      if (expected !== null) expect(decodeUtf8(bytes)).toBe(expected)
    }),
    runs(5),
  )
})

test('[CO44] decoding accepts what the platform accepts at every border of the sequences', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const attempt = (decode: (bytes: Uint8Array) => string, bytes: Uint8Array): string | null => {
    try {
      return decode(bytes)
    } catch {
      return null
    }
  }
  const wrong: string[] = []
  for (let first = 0xbf; first <= 0xf8; first++) {
    for (let second = 0x7e; second <= 0xc1; second++) {
      for (const rest of [[], [0x7f], [0x80], [0xbf], [0xc0], [0x80, 0x80], [0xbf, 0xbf], [0x80, 0xc0]]) {
        const bytes = Uint8Array.of(first, second, ...rest)
        if (attempt(decodeUtf8, bytes) !== attempt((given) => strict.decode(given), bytes)) wrong.push(Buffer.from(bytes).toString('hex'))
      }
    }
  }
  expect(wrong).toEqual([])
})

test('[CO44] a lone surrogate has no UTF-8', () => {
  for (const lone of ['\ud800', 'a\udc00', '\udc00\ud800', 'x\udbff']) {
    expect(() => encodeUtf8(lone)).toThrow(expect.objectContaining({ code: 'value-not-storable' }))
    expect(() => utf8Length(lone)).toThrow(expect.objectContaining({ code: 'value-not-storable' }))
  }
})
