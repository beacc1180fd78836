import { expect, test } from 'vitest'
import { moveFrom } from '../src/list/move'

const ids = Array.from({ length: 25 }, (_, index) => `i${index}`)

test.each([
  ['ArrowDown', 'i3', 'i4'],
  ['ArrowUp', 'i3', 'i2'],
  ['ArrowUp', 'i0', 'i0'],
  ['ArrowDown', 'i24', 'i24'],
  ['PageDown', 'i3', 'i13'],
  ['PageDown', 'i20', 'i24'],
  ['PageUp', 'i13', 'i3'],
  ['Home', 'i13', 'i0'],
  ['End', 'i13', 'i24'],
])('%s leads from %s to %s', (key, from, to) => expect(moveFrom(ids, from, key)).toBe(to))

test('other keys, rows that are gone and an empty list lead nowhere', () => {
  expect(moveFrom(ids, 'i3', 'x')).toBeNull()
  expect(moveFrom(ids, 'gone', 'ArrowDown')).toBeNull()
  expect(moveFrom([], 'i3', 'ArrowDown')).toBeNull()
})
