import { encodeDelta, TorsorError } from '@torsor/core'
import { createMemoryStorage, openMemory, type ReplicaStore } from '@torsor/store'
import { beforeEach, describe, expect, it } from 'vitest'
import { draftOf } from '../../src/edits/intents.js'
import { copyToMemory, emptyFallback, returnToDisk, type Fallback } from '../../src/engine/fallback.js'
import { Health } from '../../src/engine/health.js'
import { isMemoryId, memoryId } from '../../src/outbox/memory-id.js'
import { readFace } from '../../src/storage/journal.js'
import { readIdentity, readReferenceMeta } from '../../src/storage/layout.js'
import { loadReplica } from '../../src/storage/load.js'
import { appendChecked } from '../../src/transactions/append-batch.js'
import { sweepFaces } from '../../src/transactions/sweep-faces.js'
import { ManualClock } from '../clock.js'
import { Device, type Write } from '../device.js'
import { catchUp, catchUpOn, deltaOf } from './catch-up.js'
import { bytesOnDisk, nonce, openTab, type Tab } from './tab.js'
import { noEarlier } from '../../src/space/engine-port.js'

const ID = '00000000000000a0'
const face = 'page'
const own = memoryId(face, 0)
const later = '00000000000000ff'
let disk: ReplicaStore

beforeEach(async () => {
  disk = await createMemoryStorage().open('device')
})

const add =
  (id: string): Write =>
  (m) =>
    m.items.add(id, { stock: 1 })

async function append(store: ReplicaStore, number: number, fallback?: Fallback): Promise<void> {
  const device = new Device(ID)
  const draft = draftOf(device.intents([add(`r${number}`)]), device.memory)
  fallback?.minted.add(own)
  const named = fallback === undefined ? undefined : { id: own, number, isBoot: true }
  await appendChecked(store, 'relaxed', [{ draft, writes: [[face, number, number]], at: number }], () => ID, named)
}

const kinds = async (store: ReplicaStore): Promise<readonly string[]> =>
  (await loadReplica(store)).entries.map(({ kind, id, from, to }) => `${kind} ${id === own ? 'memory' : 'disk'} ${from}-${to}`)

/** A batch on the disk, which a relay has from a clone. */
async function cover(tab: Tab): Promise<void> {
  await append(disk, 1)
  await tab.core.resynchronize()
  const coverage = [{ id: ID, ranges: [{ from: 1, to: 1 }], voids: [] }]
  await catchUpOn(tab, { nonce, position: 4, named: [ID], coverage }, deltaOf(add('a'), add('r1')))
  expect(await kinds(disk)).toEqual(['covered disk 1-1'])
}

it('[RE56] a copy has what the disk has but who writes there, and freezes none of its open batches', async () => {
  const tab = await openTab(disk)
  await catchUp(tab, 4, [own], deltaOf(add('a')))
  await append(disk, 1)
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  expect(await bytesOnDisk(copy.store)).toBe(await bytesOnDisk(disk))
  expect(await kinds(copy.store)).toEqual(['open disk 1-1'])
  expect(await copy.store.read(readIdentity)).toEqual({ id: null, next: 1 })
  expect(await copy.store.read((reader) => readFace(reader, face))).toBe(1)
  await append(copy.store, 2, copy)
  const working = await openTab(copy.store, undefined, undefined, copy)
  await catchUp(working, 5, [own], deltaOf(add('a'), add('b')))
  expect(await kinds(copy.store)).toEqual(['open disk 1-1', 'frozen memory 2-2'])
  expect(working.replication.hasOpen).toBe(false)
})

it('[RE57] memory comes back with its reference and what was written in it, under numbers that are those of the writes', async () => {
  await catchUp(await openTab(disk), 4, [own], deltaOf(add('a')))
  await append(disk, 1)
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 2, copy)
  await append(copy.store, 5, copy)
  await catchUp(await openTab(copy.store, undefined, undefined, copy), 5, [own], deltaOf(add('a'), add('b')))
  await append(copy.store, 6, copy)
  expect(await returnToDisk(copy, disk, false)).toBe(true)
  expect((await kinds(disk)).toSorted()).toEqual(['frozen memory 2-2', 'frozen memory 5-5', 'open disk 1-1', 'open memory 6-6'])
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce, position: 5 })
  expect(await bytesOnDisk(disk)).toBe(await bytesOnDisk(copy.store))
  expect(await disk.read((reader) => readFace(reader, face))).toBe(6)
})

it('[RE57] goes on where an earlier stay in memory ended, also with what of it is still open on the disk', async () => {
  const first = await copyToMemory(disk, openMemory, 'copy', face)
  await append(first.store, 1, first)
  await returnToDisk(first, disk, false)
  const second = await copyToMemory(disk, openMemory, 'copy', face)
  expect([...second.held]).toEqual([])
  await append(second.store, 4, second)
  const tab = await openTab(second.store, undefined, undefined, second)
  await catchUp(tab, 5, [own], deltaOf(add('a')))
  expect(await kinds(second.store)).toEqual(['frozen memory 1-1', 'frozen memory 4-4'])
  expect(await returnToDisk(second, disk, false)).toBe(true)
  expect(await kinds(disk)).toEqual(['frozen memory 1-1', 'frozen memory 4-4'])
})

it('[RE57] what a page wrote is known as long as it is there, however far the clock jumps while the page is in memory', async () => {
  await append(disk, 1)
  await catchUp(await openTab(disk), 4, [], deltaOf(add('a')))
  expect(await kinds(disk)).toEqual(['frozen disk 1-1'])
  const sweep = (): Promise<void> => disk.write('relaxed', (writer) => sweepFaces(writer, 1e15, null))
  await sweep()
  expect(await disk.read((reader) => readFace(reader, face))).toBe(1)
  await disk.write('relaxed', (writer) => Promise.resolve(writer.clear('outbox')))
  await sweep()
  expect(await disk.read((reader) => readFace(reader, face))).toBe(0)
})

it('[RE58] a session that does not know of what came back is made anew', async () => {
  const tab = await openTab(disk)
  await catchUp(tab, 4, [own], deltaOf(add('a')))
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 1, copy)
  await returnToDisk(copy, disk, false)
  await tab.core.resynchronize()
  expect(tab.replication.openPlace(false, '').own).toContain(own)
  const step = { previous: 4, position: 5, bytes: encodeDelta(deltaOf(add('b'))), own: null }
  expect(await tab.replication.apply(nonce, [step], [])).toBe('unknown')
  expect(await tab.replication.apply(nonce, [step], [own])).toBe('applied')
})

it('[RE57] stays in memory while the reference on the disk may hold a packet of memory as somebody else’s', async () => {
  const tab = await openTab(disk)
  await catchUp(tab, 4, [own], deltaOf(add('a')))
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 1, copy)
  await catchUp(await openTab(copy.store, undefined, undefined, copy), 5, [own], deltaOf(add('a'), add('b')))
  // Another tab works on the disk, and is ahead with a packet of its own.
  await append(disk, 1)
  await catchUp(tab, 6, [own], deltaOf(add('a'), add('b'), add('c')))
  expect(await returnToDisk(copy, disk, false)).toBe(false)
  expect(await kinds(disk)).toEqual(['frozen disk 1-1'])
  expect(await returnToDisk(copy, disk, true)).toBe(true)
  expect((await kinds(disk)).toSorted()).toEqual(['frozen disk 1-1', 'frozen memory 1-1'])
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce, position: 6 })
})

it('[RE57] what a relay took from memory shows on a disk that has not moved, also beside packets that memory knows nothing of', async () => {
  const tab = await openTab(disk)
  await catchUp(tab, 4, [own], deltaOf(add('a')))
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  const inMemory = await openTab(copy.store, undefined, undefined, copy)
  await append(copy.store, 1, copy)
  await inMemory.core.resynchronize()
  await catchUp(inMemory, 4, [own], deltaOf(add('a')))
  const coverage = [{ id: own, ranges: [{ from: 1, to: 1 }], voids: [] }]
  await catchUpOn(inMemory, { nonce, position: 5, named: [own], coverage }, deltaOf(add('a'), add('r1')))
  expect(await kinds(copy.store)).toEqual(['confirmed memory 1-1'])
  await append(disk, 1)
  await tab.core.resynchronize()
  await tab.replication.freeze(() => ({ offset: 0, relayNow: 1_000_000 }))
  expect(await returnToDisk(copy, disk, false)).toBe(true)
  // In the reference it is not: it counts until a relay says that it has it.
  expect((await kinds(disk)).toSorted()).toEqual(['frozen disk 1-1', 'frozen memory 1-1'])
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce, position: 4 })
})

it.each([
  ['memory', 5, 9],
  ['the disk', 9, 5],
])('[RE57] of two reigns of a relay that which %s heard of last is gone on with', async (_, atDisk, atMemory) => {
  const clock = new ManualClock()
  const tab = await openTab(disk, undefined, clock)
  await catchUp(tab, 4, [own], deltaOf(add('a')))
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 1, copy)
  const inMemory = await openTab(copy.store, undefined, clock, copy)
  const moves = [
    { at: atDisk, move: () => catchUp(tab, 6, [own], deltaOf(add('a'), add('b'))) },
    {
      at: atMemory,
      move: () => catchUpOn(inMemory, { nonce: later, position: 5, named: [own], coverage: [] }, deltaOf(add('a'), add('c'))),
    },
  ]
  for (const { move } of moves.toSorted((a, b) => a.at - b.at)) {
    clock.advance(1_000)
    await move()
  }
  const isMemory = atMemory > atDisk
  expect(await returnToDisk(copy, disk, false)).toBe(isMemory)
  if (!isMemory) expect(await returnToDisk(copy, disk, true)).toBe(true)
  // Once there is no more waiting memory is gone on with in any case: all that the disk has it knows, and nothing counts twice.
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce: later, position: 5 })
  expect(await kinds(disk)).toEqual(['frozen memory 1-1'])
})

describe('[RE57] what another tab has brought to the disk meanwhile', () => {
  /** Memory has one write that a relay took, and the disk a packet of another tab and a reference that lacks the write. */
  async function meanwhile(): Promise<{ readonly copy: Fallback; readonly inMemory: Tab }> {
    const tab = await openTab(disk)
    await catchUp(tab, 4, [own], deltaOf(add('a')))
    const copy = await copyToMemory(disk, openMemory, 'copy', face)
    await append(copy.store, 1, copy)
    const inMemory = await openTab(copy.store, undefined, undefined, copy)
    await catchUp(inMemory, 5, [own], deltaOf(add('a')))
    const coverage = [{ id: own, ranges: [{ from: 1, to: 1 }], voids: [] }]
    await catchUpOn(inMemory, { nonce: later, position: 6, named: [own], coverage }, deltaOf(add('a'), add('r1')))
    await append(disk, 1)
    await tab.core.resynchronize()
    await catchUp(tab, 5, [ID], deltaOf(add('a')))
    return { copy, inMemory }
  }

  it('is not believed to be at a relay, and asked about; then memory goes back with its reference', async () => {
    const { copy, inMemory } = await meanwhile()
    expect((await kinds(disk)).toSorted()).toEqual(['frozen disk 1-1'])
    expect(await returnToDisk(copy, disk, false)).toBe(false)
    expect((await kinds(copy.store)).toSorted()).toEqual(['confirmed disk 1-1', 'confirmed memory 1-1'])
    // Nobody has told yet.
    expect(await returnToDisk(copy, disk, false)).toBe(false)
    await inMemory.core.resynchronize()
    const coverage = [{ id: own, ranges: [{ from: 1, to: 1 }], voids: [] }]
    await catchUpOn(inMemory, { nonce: later, position: 7, named: [own, ID], coverage }, deltaOf(add('a'), add('r1')))
    expect((await kinds(copy.store)).toSorted()).toEqual(['confirmed memory 1-1', 'frozen disk 1-1'])
    expect(await returnToDisk(copy, disk, false)).toBe(true)
    expect((await kinds(disk)).toSorted()).toEqual(['confirmed memory 1-1', 'frozen disk 1-1'])
    expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce: later, position: 7 })
  })

  it('goes back alone when there is no more waiting', async () => {
    const { copy } = await meanwhile()
    await returnToDisk(copy, disk, false)
    expect(await returnToDisk(copy, disk, true)).toBe(true)
    expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce, position: 5 })
  })
})

it('[RE57] all packets that memory does not know are asked about at once', async () => {
  const tab = await openTab(disk)
  await catchUp(tab, 4, [ID], deltaOf(add('a')))
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 9, copy)
  await catchUp(await openTab(copy.store, undefined, undefined, copy), 4, [own], deltaOf(add('a')))
  for (const write of [1, 2, 3]) {
    await append(disk, write)
    await tab.core.resynchronize()
    await catchUp(tab, 4 + write, [ID], deltaOf(add('a')))
  }
  expect(await returnToDisk(copy, disk, false)).toBe(false)
  expect((await kinds(copy.store)).filter((kind) => kind.includes(' disk '))).toHaveLength(3)
})

it('[RE57] a batch that another tab froze while it is open in memory shows as its packet there', async () => {
  const tab = await openTab(disk)
  await catchUp(tab, 4, [ID], deltaOf(add('a')))
  await append(disk, 1)
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 2, copy)
  await catchUpOn(
    await openTab(copy.store, undefined, undefined, copy),
    { nonce: later, position: 1, named: [own, ID], coverage: [] },
    deltaOf(add('a')),
  )
  await tab.core.resynchronize()
  await catchUp(tab, 5, [ID], deltaOf(add('a')))
  expect(await returnToDisk(copy, disk, false)).toBe(false)
  expect((await kinds(copy.store)).toSorted()).toEqual(['frozen disk 1-1', 'frozen memory 2-2'])
})

it('[RE57] batches that a relay lost again are open in memory, and are frozen on the disk alone', async () => {
  const tab = await openTab(disk)
  await cover(tab)
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  const inMemory = await openTab(copy.store, undefined, undefined, copy)
  await catchUpOn(inMemory, { nonce: later, position: 3, named: [ID], coverage: [] }, deltaOf(add('a')))
  await inMemory.replication.freeze(() => ({ offset: 0, relayNow: 1_000_000 }))
  expect(await kinds(copy.store)).toEqual(['open disk 1-1'])
  expect(await returnToDisk(copy, disk, false)).toBe(true)
  expect(await kinds(disk)).toEqual(['open disk 1-1'])
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce: later, position: 3 })
})

it('[RE57] so are those that another tab wrote on the disk, and that memory learns of', async () => {
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 9, copy)
  const inMemory = await openTab(copy.store, undefined, undefined, copy)
  await catchUp(inMemory, 3, [own], deltaOf(add('a')))
  const tab = await openTab(disk)
  await cover(tab)
  expect(await returnToDisk(copy, disk, false)).toBe(false)
  expect((await kinds(copy.store)).toSorted()).toEqual(['covered disk 1-1', 'frozen memory 9-9'])
  await inMemory.core.resynchronize()
  await catchUpOn(inMemory, { nonce: later, position: 3, named: [own, ID], coverage: [] }, deltaOf(add('a')))
  await inMemory.replication.freeze(() => ({ offset: 0, relayNow: 1_000_000 }))
  expect((await kinds(copy.store)).toSorted()).toEqual(['frozen memory 9-9', 'open disk 1-1'])
})

it('[RE57] what another tab sent from its own memory leaves the open batches of the disk with the reference that holds it', async () => {
  await append(disk, 1)
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  const coverage = [{ id: ID, ranges: [{ from: 1, to: 1 }], voids: [] }]
  const inMemory = await openTab(copy.store, undefined, undefined, copy)
  await catchUpOn(inMemory, { nonce, position: 1, named: [ID], coverage }, deltaOf(add('r1')))
  expect(await kinds(copy.store)).toEqual(['covered disk 1-1'])
  expect(await returnToDisk(copy, disk, false)).toBe(true)
  expect(await kinds(disk)).toEqual(['covered disk 1-1'])
})

it('[RE57] what was written in memory is known on the disk, also when a relay had it so long ago that it is kept no more', async () => {
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  await append(copy.store, 3, copy)
  await catchUp(await openTab(copy.store, undefined, undefined, copy), 4, [own], deltaOf(add('a')))
  await copy.store.write('relaxed', (writer) => Promise.resolve(writer.clear('outbox')))
  expect(await returnToDisk(copy, disk, false)).toBe(true)
  expect(await kinds(disk)).toEqual([])
  expect(await disk.read((reader) => readFace(reader, face))).toBe(3)
})

it('[RE57] what memory knows nothing of stays on the disk', async () => {
  await catchUp(await openTab(disk), 4, [own], deltaOf(add('a')))
  const blind = emptyFallback(await openMemory('blind'), noEarlier)
  await append(blind.store, 3, blind)
  expect(await returnToDisk(blind, disk, false)).toBe(true)
  expect(await kinds(disk)).toEqual(['open memory 3-3'])
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce, position: 4 })
  // Nor was this one a copy of that.
  const again = emptyFallback(await openMemory('again'), { ...noEarlier, written: 3 })
  await append(again.store, 4, again)
  expect(await returnToDisk(again, disk, false)).toBe(true)
  expect((await kinds(disk)).toSorted()).toEqual(['open memory 3-3', 'open memory 4-4'])
})

it('[RE57] what a page wrote into memory again is there once', async () => {
  const copy = await copyToMemory(disk, openMemory, 'copy', face)
  for (const write of [1, 2]) await append(copy.store, write, copy)
  await returnToDisk(copy, disk, false)
  expect((await kinds(disk)).toSorted()).toEqual(['open memory 1-1', 'open memory 2-2'])
  const blind = emptyFallback(await openMemory('blind'), { ...noEarlier, written: 2, stays: [[0, 2]] })
  await append(blind.store, 2, blind)
  await catchUp(await openTab(blind.store, undefined, undefined, blind), 4, [own], deltaOf(add('a')))
  expect(await returnToDisk(blind, disk, true)).toBe(true)
  expect((await kinds(disk)).toSorted()).toEqual(['frozen memory 2-2', 'open memory 1-1'])
})

it('[RE59] a storage is given up when it refuses for good, or has refused for 5 s', () => {
  const time = new ManualClock()
  let given = 0
  const health = new Health(time, () => {
    given++
  })
  const lost = new TorsorError('storage-failed', 'lost', { retryable: true })
  health.failed(new TorsorError('storage-damaged', 'not a matter of the storage'))
  health.failed(lost)
  time.advance(4_999)
  health.failed(lost)
  expect(given).toBe(0)
  health.succeeded()
  time.advance(1)
  health.failed(lost)
  expect(given).toBe(0)
  time.advance(5_000)
  health.failed(lost)
  expect(given).toBe(1)
  health.succeeded()
  health.failed(new TorsorError('storage-failed', 'full', { data: { reason: 'quota' } }))
  expect(given).toBe(2)
})

it('[RE57] pages that write in memory have ids of their own, another one each time, that tell what they are', () => {
  const ids = ['a', 'b', 'aa', ''].flatMap((page) => [0, 1, 11].map((after) => memoryId(page, after)))
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/)
  expect(ids.every(isMemoryId)).toBe(true)
  expect(memoryId('a', 0)).toBe(ids[0])
  expect([ID, later].some(isMemoryId)).toBe(false)
})

it('[RE57] memory begins after what the disk has, and where its page says that an earlier one did', async () => {
  const begins = async (written: number, ...stays: [number, number][]): Promise<number> =>
    emptyFallback(await openMemory('blind'), { written, synced: 0, stays }).after
  expect(await begins(0)).toBe(0)
  expect(await begins(7)).toBe(7)
  expect(await begins(7, [2, 7])).toBe(2)
  // What came after that stay may lie on the disk.
  expect(await begins(7, [2, 6])).toBe(7)
  await append(disk, 3)
  expect((await copyToMemory(disk, openMemory, 'copy', face)).after).toBe(3)
})

it('[RE57] what is written in memory is frozen in blocks that lie whole in each other, whoever freezes how much of it', async () => {
  const frozen = async (...writes: number[]): Promise<readonly string[]> => {
    const store = await openMemory('some')
    const some = emptyFallback(store, noEarlier)
    for (const write of writes) await append(store, write, some)
    await catchUp(await openTab(store, undefined, undefined, some), 1, [own], deltaOf(add('a')))
    return (await kinds(store)).map((kind) => kind.split(' ')[2] ?? '')
  }
  expect(await frozen(1, 2, 3, 4, 5, 6, 7)).toEqual(['1-4', '5-6', '7-7'])
  expect(await frozen(2, 3, 4, 5, 6, 7, 8, 9)).toEqual(['2-2', '3-4', '5-8', '9-9'])
  expect(await frozen(1, 2, 4, 5, 6)).toEqual(['1-2', '4-4', '5-6'])
})
