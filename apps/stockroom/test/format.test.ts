import { expect, test } from 'vitest'
import { readMoney, writeMoney } from '../src/format/money'
import { readPieces } from '../src/format/number'
import { placeOf } from '../src/replica/place'

test.each([
  ['12', 1200],
  ['12.5', 1250],
  ['12,50', 1250],
  ['0.05', 5],
  ['1,234.50', 123_450],
  ['1.234,50', 123_450],
  ['1.234', 123_400],
  ['12.345.678', 1_234_567_800],
  ['€ 3', 300],
  ["1'000.00", 100_000],
  ['0', 0],
])('reads the price %s', (text, minor) => expect(readMoney(text)).toBe(minor))

test.each(['', '-1', 'free', '1.2.3', '1.2345', '.', '99999999999999999'])('does not take %j for a price', (text) => {
  expect(readMoney(text)).toBeNull()
})

test('a written price is read as itself', () => {
  for (const minor of [0, 1, 99, 100, 12_345, 99_999_999]) expect(readMoney(writeMoney(minor))).toBe(minor)
})

test.each([
  ['0', 0],
  [' 17 ', 17],
  ['-3', -3],
  ['1,000', 1000],
  ['12 000', 12_000],
])('reads the pieces %j', (text, pieces) => {
  expect(readPieces(text)).toBe(pieces)
})

test.each(['', '1.5', 'many', '1e3', '--1', '9999999999999'])('does not take %j for pieces', (text) => {
  expect(readPieces(text)).toBeNull()
})

test('the address says which stockroom and which relay', () => {
  const defaults = { space: 'warehouse-7', relay: 'ws://here' }
  expect(placeOf('', defaults)).toEqual({ ...defaults, allRows: false, inspect: false })
  expect(placeOf('?space=cellar&relay=ws://there&rows=all&inspect', defaults)).toEqual({
    space: 'cellar',
    relay: 'ws://there',
    allRows: true,
    inspect: true,
  })
})
