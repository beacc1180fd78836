import { expect, test } from 'vitest'
import { combineByVariant } from '../harness/combine.js'
import { selfTimes } from '../harness/profile.js'
import { median, sum, summarize } from '../harness/statistics.js'

test('a summary of samples in any order', () => {
  const samples = Array.from({ length: 200 }, (_, n) => ((n * 73) % 200) + 1)
  expect(summarize(samples)).toEqual({ mean: 100.5, median: 100.5, p99: 198, max: 200 })
  expect(samples[0]).toBe(1)
})

test.each([
  [[7], 7],
  [[9, 1], 5],
  [[3, 100, 1], 3],
  [[4, 1, 3, 2], 2.5],
])('the median of %j is %d', (samples, wanted) => {
  expect(median(samples)).toBe(wanted)
})

test('of nothing there is no summary', () => {
  expect(() => median([])).toThrow(RangeError)
  expect(sum([])).toBe(0)
})

test('rows of several processes become one per variant, verified only when all are', () => {
  const row = (variant: string, figures: Record<string, number>, verified = true) => ({ library: 'a', variant, figures, verified })
  const rows = [row('x', { ms: 1, bytes: 10 }), row('y', { ms: 5 }), row('x', { ms: 3 }), row('x', { ms: 2 }), row('y', { ms: 6 }, false)]
  expect(combineByVariant(rows)).toEqual([row('x', { ms: 2, bytes: 10 }), row('y', { ms: 5.5 }, false)])
})

test('a profile tells which functions took the time themselves, without what nobody did', () => {
  const frame = (id: number, functionName: string, url = 'file:///x/torsor.js', lineNumber = 9) => ({
    id,
    callFrame: { functionName, url, lineNumber },
  })
  const nodes = [
    frame(1, 'decode'),
    frame(2, 'hash', 'file:///x/torsor.js', 19),
    frame(3, '(idle)', ''),
    frame(4, 'decode'),
    frame(5, '(garbage collector)', ''),
  ]
  const times = selfTimes({ nodes, samples: [1, 3, 2, 4, 5], timeDeltas: [1_000, 90_000, 3_000, 4_000, 2_000] }, 2)
  expect(times).toEqual([
    { name: 'decode  torsor.js:10', ms: 5, share: 0.5 },
    { name: 'hash  torsor.js:20', ms: 3, share: 0.3 },
  ])
})
