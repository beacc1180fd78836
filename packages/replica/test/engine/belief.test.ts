import { createMemoryStorage } from '@torsor/store'
import { expect, it } from 'vitest'
import { FaceWriter, type WriterListener } from '../../src/engine/writer.js'
import { loadReplica } from '../../src/storage/load.js'
import { Device } from '../device.js'
import { openTab, type Tab } from './tab.js'

const silent: WriterListener = {
  emit: () => undefined,
  changed: () => undefined,
  failed: (error) => {
    throw error
  },
}

/** Writes one batch and waits until it lies on the disk. */
type WriteOne = (id: string) => Promise<void>

async function writerOf({ core }: Tab, face: string): Promise<WriteOne> {
  const writer = new FaceWriter(core, silent)
  await writer.begin(face)
  let number = 0
  return async (id) => {
    const intents = new Device('00000000000000a0').intents([(m) => m.items.add(id, { stock: 1 })])
    writer.accept({ face, number: ++number, intents, durability: 'relaxed' })
    await core.queue.drain()
  }
}

it('[RE16] batches that one tab stores one after the other have numbers of their own', async () => {
  const store = await createMemoryStorage().open('device')
  const tab = await openTab(store)
  const write = await writerOf(tab, 'page')
  for (const id of ['a', 'b', 'c', 'd']) await write(id)
  const numbers = [1, 2, 3, 4]
  expect((await loadReplica(store)).entries.map(({ from }) => from)).toEqual(numbers)
  expect(tab.core.memory.accumulator.entries.map(({ id, from }) => id !== null && from)).toEqual(numbers)
})

it('[RE53] a batch stored while another tab wrote is stored again, once, under a number of its own', async () => {
  const { open } = createMemoryStorage()
  const [here, there] = [await open('device'), await open('device')]
  const first = await openTab(here)
  const writeFirst = await writerOf(first, 'first page')
  await writeFirst('a')
  const second = await openTab(there)
  const writeSecond = await writerOf(second, 'second page')
  // Nothing tells the second tab of this one.
  await writeFirst('b')
  await writeSecond('c')
  await writeSecond('d')
  const { entries, faces } = await loadReplica(here)
  expect(entries.map(({ from, writes }) => [from, writes])).toEqual([
    [1, [['first page', 1, 1]]],
    [2, [['first page', 2, 2]]],
    [3, [['second page', 1, 1]]],
    [4, [['second page', 2, 2]]],
  ])
  expect([faces.get('first page'), faces.get('second page')]).toEqual([2, 2])
  expect(second.core.memory.accumulator.entries.map(({ id, from }) => id !== null && from)).toEqual([1, 2, 3, 4])
})

it('[RE17] the next worker on the disk knows the writes that the one before stored', async () => {
  const { open } = createMemoryStorage()
  const write = await writerOf(await openTab(await open('device')), 'page')
  for (const id of ['a', 'b']) await write(id)
  const { core } = await openTab(await open('device'))
  const next = new FaceWriter(core, silent)
  await next.begin('page')
  expect(next.through).toBe(2)
})
