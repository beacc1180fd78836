import { expect, test } from 'vitest'
import { backoffDelay, limits, longestAttempt } from '@torsor/protocol'

const almostOne = 1 - Number.EPSILON

test('[PR29] the span doubles from half a second to thirty', () => {
  const spans = Array.from({ length: 9 }, (_, index) => Math.ceil(backoffDelay(index + 1, () => almostOne)) + 1)
  expect(spans).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  expect(backoffDelay(longestAttempt, () => almostOne) + 1).toBe(limits.backoffCapMs)
  expect(backoffDelay(longestAttempt - 1, () => almostOne) + 1).toBeLessThan(limits.backoffCapMs)
})

test('[P23] [PR29] the jitter is full, and no attempt is absurd', () => {
  expect(backoffDelay(5, () => 0)).toBe(0)
  expect(backoffDelay(5, () => 0.5)).toBe(4000)
  expect(backoffDelay(0, () => almostOne)).toBe(499)
  expect(backoffDelay(Number.MAX_SAFE_INTEGER, () => almostOne)).toBe(29_999)
})
