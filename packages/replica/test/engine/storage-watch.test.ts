import type { TorsorError } from '@torsor/core'
import { beforeEach, expect, it } from 'vitest'
import { watchStorage } from '../../src/engine/storage-watch.js'
import type { StorageStatus } from '../../src/space/status.js'
import { ManualClock } from '../clock.js'

const MB = 1024 * 1024
const day = 24 * 60 * 60 * 1000

let clock: ManualClock
let estimate: () => Promise<StorageStatus | null>
let oldestAt: number | null
let told: (StorageStatus | null)[]
let warnings: TorsorError[]
let stop: () => void

beforeEach(async () => {
  clock = new ManualClock()
  oldestAt = null
  told = []
  warnings = []
  estimate = () => Promise.resolve({ persisted: true, usage: 100 * MB, quota: 1_000 * MB })
  stop = watchStorage({
    clock,
    estimate: () => estimate(),
    oldestAt: () => oldestAt,
    told: (status) => told.push(status),
    warn: (error) => warnings.push(error),
  })
  await Promise.resolve()
})

/** A minute passes, and what is looked at is known. */
async function minute(): Promise<readonly string[]> {
  clock.advance(60_000)
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  return warnings.map(({ code }) => code)
}

it('[P6] [RE60] tells how much room there is, and whether the browser keeps it', async () => {
  expect(await minute()).toEqual([])
  expect(told.at(-1)).toEqual({ persisted: true, usage: 100 * MB, quota: 1_000 * MB })
  estimate = () => Promise.reject(new Error('not told'))
  await minute()
  expect(told.at(-1)).toBeNull()
  stop()
  const before = told.length
  await minute()
  expect(told).toHaveLength(before)
})

it.each([
  ['less than 32 MB', { persisted: null, usage: 70 * MB, quota: 100 * MB }],
  ['less than a twentieth', { persisted: null, usage: 9_600 * MB, quota: 10_000 * MB }],
])('[P6] [RE60] warns when %s is left: once, and again after there was more', async (_, low) => {
  const plenty = { persisted: null, usage: 0, quota: 100_000 * MB }
  estimate = () => Promise.resolve(low)
  await minute()
  expect(await minute()).toEqual(['storage-low'])
  expect(warnings[0]?.data).toEqual({ free: low.quota - low.usage, usage: low.usage, quota: low.quota })
  estimate = () => Promise.resolve(plenty)
  expect(await minute()).toHaveLength(1)
  estimate = () => Promise.resolve(low)
  expect(await minute()).toHaveLength(2)
})

it('[P6] [RE60] does not warn of what a browser does not tell', async () => {
  estimate = () => Promise.resolve({ persisted: null, usage: null, quota: null })
  expect(await minute()).toEqual([])
})

it('[P1] [P6] [RE60] warns when edits have waited for a relay for more than a day, once as long as they do', async () => {
  oldestAt = clock.now()
  clock.advance(day - 120_000)
  expect(await minute()).toEqual([])
  await minute()
  await minute()
  expect(await minute()).toEqual(['unsynced-old'])
  expect(warnings[0]?.data).toEqual({ oldestAt })
  oldestAt = null
  await minute()
  oldestAt = clock.now() - 2 * day
  expect(await minute()).toEqual(['unsynced-old', 'unsynced-old'])
})
