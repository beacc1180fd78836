import { Algebra, applyDelta, columnId, createDelta, createState, encodeAbsolute, stateDigest, type Delta } from '@torsor/core'
import { digestCheck, type SliceMessage } from '@torsor/protocol'
import { createMemoryStorage, type ReplicaStore } from '@torsor/store'
import { beforeEach, expect, it } from 'vitest'
import { draftOf } from '../../src/edits/intents.js'
import { appendChecked } from '../../src/transactions/append-batch.js'
import { freezeOpen } from '../../src/transactions/freeze-open.js'
import { ManualClock } from '../clock.js'
import { Device, type Write } from '../device.js'
import { catchUp } from './catch-up.js'
import { bytesInMemory, nonce, opened, openTab, type Tab } from './tab.js'

const ID = '00000000000000a0'
let store: ReplicaStore
let tab: Tab

beforeEach(async () => {
  store = await createMemoryStorage().open('device')
  tab = await openTab(store)
})

function deltaOf(...writes: readonly Write[]): Delta {
  const device = new Device(ID)
  device.mutate(writes)
  return device.freeze()?.delta ?? createDelta()
}

const add =
  (id: string): Write =>
  (m) =>
    m.items.add(id, { stock: 1 })

function slice(position: number, delta: Delta): SliceMessage {
  const cursor = { position, key: new Uint8Array(0) }
  return { type: 'slice', handle: 3, head: 2, received: position, total: 2, cursor, cells: encodeAbsolute(delta) }
}

function digestOf(...deltas: readonly Delta[]): string {
  const state = createState()
  for (const delta of deltas) applyDelta(state, delta)
  return stateDigest(state)
}

async function write(number: number): Promise<void> {
  const device = new Device(ID)
  const draft = draftOf(device.intents([add('late')]), device.memory)
  await appendChecked(store, 'relaxed', [{ draft, writes: [['face', number, number]], at: number }], () => ID)
  await tab.core.resynchronize()
}

it('[RE23] nothing of a catching-up is in the reference before all of it is', async () => {
  const [first, second] = [deltaOf(add('a')), deltaOf(add('b'))]
  const before = bytesInMemory(tab)
  await tab.replication.begin(opened)
  expect(await tab.replication.stage(slice(1, first))).toBe(true)
  expect(bytesInMemory(tab)).toBe(before)
  expect(await tab.replication.stage(slice(2, second))).toBe(true)
  expect(bytesInMemory(tab)).toBe(before)
  expect(tab.core.memory.place).toEqual({ nonce: null, position: 0 })
  const digest = digestOf(first, second)
  expect(await tab.replication.adopt({ nonce, position: 2, coverage: [], known: [], digest: digestCheck(digest) })).toEqual({
    position: 2,
    digest,
  })
  expect(tab.core.memory.place).toEqual({ nonce, position: 2 })
  expect(stateDigest(tab.core.memory.reference)).toBe(digest)
})

it('[RE48] a session that has not caught up freezes nothing, although the one before it had', async () => {
  const clock = (): { offset: number; relayNow: number } => ({ offset: 0, relayNow: 1_000_000 })
  await tab.replication.begin(opened)
  await tab.replication.adopt({ nonce, position: 0, coverage: [], known: [], digest: digestCheck(digestOf()) })
  await write(1)
  await tab.replication.freeze(clock)
  expect(tab.replication.hasOpen).toBe(false)
  await write(2)
  tab.replication.openPlace(false, 'columns')
  await tab.replication.begin({ ...opened, mode: 'since' })
  await tab.replication.freeze(clock)
  expect(tab.replication.hasOpen).toBe(true)
})

it('[RE64] a bit that flips in memory is found within the hour, although the digest that follows what changes knows of none', async () => {
  const clock = new ManualClock()
  const held = await openTab(store, undefined, clock)
  await catchUp(held, 2, [], deltaOf(add('a')))
  const told = digestCheck(digestOf(deltaOf(add('a'))))
  const verify = () => held.replication.verify(2, told)
  clock.advance(3_600_000)
  // Taken of every cell, it is what it was.
  expect(await verify()).toMatchObject({ position: 2 })
  const stock = columnId('items.stock', Algebra.sum)
  held.core.memory.reference.delta.records.get(columnId('collection:items', Algebra.life))?.put(0, stock, 3n)
  clock.advance(3_599_999)
  expect(await verify()).toMatchObject({ position: 2 })
  clock.advance(1)
  expect(await verify()).toBe('differs')
})

it('[RE9] an id that a push has named since is not covered by what the relay told before', async () => {
  await write(1)
  await tab.replication.begin(opened)
  await tab.replication.stage(slice(1, deltaOf(add('a'))))
  await tab.core.commit((disk) => freezeOpen(disk, { id: ID, from: 1, revision: 0 }, () => deltaOf(add('late'))))
  // It may be a tab that came back from memory which sent the first half under this id.
  expect(
    await tab.replication.adopt({ nonce, position: 1, coverage: [], known: [], digest: digestCheck(digestOf(deltaOf(add('a')))) }),
  ).toBe('moved')
})
