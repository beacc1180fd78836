import { expect, test } from 'vitest'
import { shrink, type Operation } from '../../src/history/index.js'

const all = Array.from({ length: 100 }, (_, number): Operation => ({ number, kind: 'write', seed: number }))

test('[TK11] of many operations those remain that fail together', async () => {
  const needed = [3, 41, 97]
  let tries = 0
  const fewest = await shrink(all, (operations) => {
    tries++
    return Promise.resolve(needed.every((number) => operations.some((operation) => operation.number === number)))
  })
  expect(fewest.map(({ number }) => number)).toEqual(needed)
  expect(tries).toBeLessThan(100)
})

test('[TK11] where nothing can be taken out, all remain', async () => {
  expect(await shrink(all.slice(0, 5), (operations) => Promise.resolve(operations.length === 5))).toEqual(all.slice(0, 5))
})
