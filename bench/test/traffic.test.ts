import { expect, test } from 'vitest'
import { deflatedSizes } from '../harness/deflate.js'
import { Traffic } from '../harness/traffic.js'

test('traffic adds up by direction and kind', () => {
  const traffic = new Traffic()
  traffic.say('up', 'open', 30)
  traffic.say('up', 'push', 41)
  traffic.say('up', 'push', 9)
  traffic.say('down', 'opened', 5)
  const other = new Traffic()
  other.say('up', 'open', 1)
  other.hubMs = 2
  traffic.add(other)
  expect(traffic.bytes('up')).toBe(81)
  expect(traffic.bytes('down')).toBe(5)
  expect(traffic.describe('up')).toBe('push 50, open 31')
  expect(traffic.hubMs).toBe(2)
})

test('work counts for the end that did it', () => {
  const traffic = new Traffic()
  const spin = (ms: number): void => {
    const end = performance.now() + ms
    while (performance.now() < end);
  }
  traffic.onClient(() => spin(5))
  expect(traffic.hubMs).toBe(0)
  const { clientMs } = traffic
  expect(clientMs).toBeGreaterThanOrEqual(5)
  expect(
    traffic.onHub(() => {
      spin(3)
      return 'answer'
    }),
  ).toBe('answer')
  expect(traffic.hubMs).toBeGreaterThanOrEqual(3)
  expect(traffic.clientMs).toBe(clientMs)
})

test('deflate takes over its context: what was sent before costs next to nothing', async () => {
  const message = Uint8Array.from({ length: 1_000 }, (_, n) => (n * n * 31) >>> 3)
  const [first = 0, second = 0] = await deflatedSizes([message, message])
  expect(first).toBeGreaterThan(300)
  expect(second).toBeLessThan(20)
})
