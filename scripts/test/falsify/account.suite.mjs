import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balanceOf, settle, spare } from './account.mjs'

test('[CO3] nothing is nothing', () => {
  expect(balanceOf([])).toBe(0)
})

test('[CO11] the order does not matter, nor who adds up', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (amounts) => {
      expect(balanceOf(amounts)).toBe(balanceOf(amounts.toReversed()))
      expect(balanceOf(amounts)).toBe(amounts.reduce((a, b) => a + b, 0))
    }),
  )
})

test('[CO9] what is settled is told', { timeout: 500 }, async () => {
  expect(await settle(0)).toBe(true)
  expect(spare()).toBeTypeOf('string')
})
