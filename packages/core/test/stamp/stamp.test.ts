import { createHybridClock, millisecondsOf, nextStamp, stampOf } from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../arbitrary/runs.js'

const time = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000_000 }),
  fc.double({ min: 0, max: 4e12, noNaN: true }),
  fc.constantFrom(-1, 1e300),
)

test('[CO35] a stamp is a safe integer >= 1, 1,024 to a millisecond', () => {
  fc.assert(
    fc.property(time, (milliseconds) => {
      const stamp = stampOf(milliseconds)
      expect(Number.isSafeInteger(stamp) && stamp >= 1).toBe(true)
      if (milliseconds > 1 && milliseconds < 4e12) expect(Math.abs(millisecondsOf(stamp) - milliseconds)).toBeLessThan(1 / 512)
    }),
    runs(0.3),
  )
  expect(stampOf(1_700_000_000_000)).toBe(1_700_000_000_000 * 1024)
})

test('[CO36] the next stamp is the time, or just after the last where the clock is behind', () => {
  expect(nextStamp(0, 5)).toBe(5 * 1024)
  expect(nextStamp(5 * 1024, 5)).toBe(5 * 1024 + 1)
  expect(nextStamp(9999, 1)).toBe(10_000)
  expect(nextStamp(Number.MAX_SAFE_INTEGER, 5)).toBe(Number.MAX_SAFE_INTEGER)
})

test('[CO37] a hybrid clock only goes forward, and past what it overwrites and has seen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ now: fc.integer({ min: 0, max: 10 }), overwritten: fc.nat(20_000), seen: fc.option(fc.nat(20_000)) })),
      (events) => {
        let now = 0
        const clock = createHybridClock(() => now)
        let last = 0
        for (const event of events) {
          now = event.now
          if (event.seen !== null) {
            clock.observe(event.seen)
            last = Math.max(last, event.seen)
          }
          const stamp = clock.next(event.overwritten)
          expect(stamp).toBeGreaterThan(Math.max(last, event.overwritten))
          expect(stamp).toBeGreaterThanOrEqual(now * 1024)
          expect(clock.last).toBe(stamp)
          last = stamp
        }
      },
    ),
    runs(0.3),
  )
})
