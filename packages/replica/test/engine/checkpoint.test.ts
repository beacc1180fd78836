import { createDelta, createState, encodeAbsolute, encodeDelta, stateDigest, applyDelta, type Delta } from '@torsor/core'
import { digestCheck } from '@torsor/protocol'
import { createMemoryStorage, type ReplicaStore } from '@torsor/store'
import { beforeEach, expect, it } from 'vitest'
import { loadReplica } from '../../src/storage/load.js'
import { ManualClock } from '../clock.js'
import { Device, type Write } from '../device.js'
import { bytesInMemory, bytesOnDisk, nonce, opened, openTab, type Tab } from './tab.js'

let store: ReplicaStore

beforeEach(async () => {
  store = await createMemoryStorage().open('device')
})

function deltaOf(...writes: readonly Write[]): Delta {
  const device = new Device('00000000000000a0')
  device.mutate(writes)
  return device.freeze()?.delta ?? createDelta()
}

const count =
  (id: string): Write =>
  (m) =>
    m.items.add(id, { stock: 1 })

async function adoptWhole({ replication }: Tab, delta: Delta): Promise<void> {
  const state = createState()
  applyDelta(state, delta)
  await replication.begin(opened)
  await replication.stage({
    type: 'slice',
    handle: 3,
    head: 1,
    received: 1,
    total: 1,
    cursor: { position: 1, key: new Uint8Array(0) },
    cells: encodeAbsolute(delta),
  })
  const digest = stateDigest(state)
  expect(await replication.adopt({ nonce, position: 1, coverage: [], known: [], digest: digestCheck(digest) })).toEqual({
    position: 1,
    digest,
  })
}

async function hear({ replication }: Tab, position: number, delta: Delta): Promise<void> {
  expect(await replication.apply(nonce, [{ previous: position - 1, position, bytes: encodeDelta(delta), own: null }], [])).toBe('applied')
}

async function logRows(): Promise<number> {
  return (await loadReplica(store)).log.length
}

/** Enough for several pages. */
const large = (): Delta =>
  deltaOf(
    ...Array.from(
      { length: 300 },
      (_, n): Write =>
        (m) =>
          m.items.upsert(`id${n}`, { name: 'x'.repeat(900) }),
    ),
  )

it('[RE25] what the stream brings, in however many pages it is, is on the disk after a checkpoint', async () => {
  const tab = await openTab(store, { bytes: 0, rows: 0 })
  await adoptWhole(tab, large())
  expect((await loadReplica(store)).reference.pageCount).toBeGreaterThan(1)
  for (let position = 2; position < 12; position++) {
    await hear(tab, position, deltaOf(...Array.from({ length: 4 }, (_, n) => count(`id${position * 7 + n * 60}`))))
    expect(await logRows()).toBe(0)
    expect(await bytesOnDisk(store)).toBe(bytesInMemory(tab))
  }
})

it('[RE25] a checkpoint also folds the log that an earlier tab left', async () => {
  const first = await openTab(store)
  await adoptWhole(first, large())
  for (let position = 2; position < 8; position++) await hear(first, position, deltaOf(count(`id${position * 30}`)))
  expect(await logRows()).toBe(6)
  const next = await openTab(store, { bytes: 0, rows: 6 })
  await hear(next, 8, deltaOf(count('id299')))
  expect(await logRows()).toBe(0)
  expect(await bytesOnDisk(store)).toBe(bytesInMemory(next))
})

it('[RE25] a page of which nothing is left goes', async () => {
  const tab = await openTab(store, { bytes: 0, rows: 0 })
  await adoptWhole(
    tab,
    deltaOf((m) => m.bits.xor(1, 5n)),
  )
  expect(await store.read((reader) => reader.keys('pages'))).toHaveLength(1)
  await hear(
    tab,
    2,
    deltaOf((m) => m.bits.xor(1, 5n)),
  )
  expect(await store.read((reader) => reader.keys('pages'))).toEqual([])
  expect(await bytesOnDisk(store)).toBe(bytesInMemory(tab))
})

it('[RE25] log that nothing was added to for 2 s is folded, and what more comes meanwhile puts it off', async () => {
  const clock = new ManualClock()
  const tab = await openTab(store, { bytes: 1_000_000, rows: 512 }, clock)
  await adoptWhole(tab, deltaOf(count('a')))
  await hear(tab, 2, large())
  expect(await logRows()).toBe(1)
  clock.advance(1_500)
  await hear(tab, 3, deltaOf(count('a')))
  clock.advance(1_999)
  await tab.core.queue.drain()
  expect(await logRows()).toBe(2)
  clock.advance(1)
  await tab.core.queue.drain()
  expect(await logRows()).toBe(0)
  expect(await bytesOnDisk(store)).toBe(bytesInMemory(tab))
})

it('[RE25] a tab that closes leaves its log to the next', async () => {
  const clock = new ManualClock()
  const tab = await openTab(store, { bytes: 1_000_000, rows: 512 }, clock)
  await adoptWhole(tab, deltaOf(count('a')))
  await hear(tab, 2, large())
  tab.replication.close()
  clock.advance(60_000)
  await tab.core.queue.drain()
  expect(await logRows()).toBe(1)
})
