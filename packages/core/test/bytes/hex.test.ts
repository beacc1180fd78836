import { expect, test } from 'vitest'
import { hex, hex32 } from '@torsor/core'

test('bytes are lower-case hex digits, two for each', () => {
  expect(hex(Uint8Array.of(0, 1, 0x0f, 0x10, 0xff))).toBe('00010f10ff')
  expect(hex(new Uint8Array())).toBe('')
})

test('a word is eight hex digits, whatever its sign', () => {
  expect(hex32(1)).toBe('00000001')
  expect(hex32(-1)).toBe('ffffffff')
  expect(hex32(0x80000000)).toBe('80000000')
})
