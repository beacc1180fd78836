import { expect, test } from 'vitest'
import { faultNames, operationsOf, stepsOf } from '../../src/history/index.js'

test('[TK15] a history is 30 to 100 operations long, and any length in between is met', () => {
  const lengths = Array.from({ length: 2_000 }, (_, seed) => stepsOf(seed))
  expect([Math.min(...lengths), Math.max(...lengths), new Set(lengths).size]).toEqual([30, 100, 71])
  expect(Array.from({ length: 2_000 }, (_, seed) => stepsOf(seed))).toEqual(lengths)
})

test('[TK15] a shorter history is how a longer one from its seed begins', () => {
  expect(operationsOf(17, 30, faultNames)).toEqual(operationsOf(17, 120, faultNames).slice(0, 30))
})
