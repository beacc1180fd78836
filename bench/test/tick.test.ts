import { expect, test } from 'vitest'
import { runTick } from '../tick/tick.js'

test.each([
  ['sum', 'steps', 48],
  ['xor', 'steps', 54],
  ['xor', 'words', 130],
] as const)('a tick merged by %s, %s, is at most %i bytes of message on average, and the reader arrives', (merge, change, target) => {
  const { frame, verified } = runTick({ merge, change })
  expect(verified).toBe(true)
  expect(frame.mean).toBeLessThanOrEqual(target)
})
