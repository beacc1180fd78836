import { expect, test } from 'vitest'
import { balanceOf } from './account.mjs'

test('[CO3] is wrong itself', () => {
  expect(balanceOf([1])).toBe(2)
})
