import {
  applyDelta,
  createDelta,
  createState,
  encodeAbsolute,
  encodeDelta,
  encodeState,
  loadAbsolute,
  type Delta,
  type State,
} from '@torsor/core'
import { createMemoryStorage } from '@torsor/store'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Draft } from '../../src/edits/draft.js'
import { freezeDraft } from '../../src/edits/freeze.js'
import { draftOf } from '../../src/edits/intents.js'
import { DirtyPages } from '../../src/reference/dirty-pages.js'
import { initialReference, readReferenceMeta, type StagingMeta } from '../../src/storage/layout.js'
import { loadReplica, setAside } from '../../src/storage/load.js'
import { appendChecked } from '../../src/transactions/append-batch.js'
import { applyStream } from '../../src/transactions/apply-stream.js'
import { adopt, beginStaging, stageSlice } from '../../src/transactions/catch-up.js'
import type { Change } from '../../src/transactions/change.js'
import { checkpoint } from '../../src/transactions/checkpoint.js'
import { foldJournal } from '../../src/transactions/fold-journal.js'
import { freezeOpen } from '../../src/transactions/freeze-open.js'
import { Device, type Write } from '../device.js'
import { faultyStore, type FaultyStore } from './faulty-store.js'

const nonce = '00000000000000ee'
const ID = '00000000000000a0'
let disk: FaultyStore

beforeEach(async () => {
  disk = faultyStore(await createMemoryStorage().open('device'))
})

function deltaOf(...writes: readonly Write[]): Delta {
  const device = new Device(ID)
  device.mutate(writes)
  return device.freeze()?.delta ?? createDelta()
}

const add =
  (id: string, by: number): Write =>
  (m) =>
    m.items.add(id, { stock: by })

const bytesOf = (state: State | Delta): string => Buffer.from(encodeState(state)).toString('hex')
const onDisk = async (): Promise<string> => bytesOf((await loadReplica(disk.store)).state)

function staging(fields: Partial<StagingMeta> = {}): StagingMeta {
  const cursor = { position: 0, key: new Uint8Array(0) }
  return { nonce, cursor, head: 0, whole: true, base: 0, baseNonce: null, slices: 0, ...fields }
}

/** A catching-up of one slice, staged and adopted. */
async function adoptSlice(meta: StagingMeta, absolute: Delta, position: number): Promise<Change | null> {
  await beginStaging(disk.store, meta)
  const cells = encodeAbsolute(absolute)
  await stageSlice(disk.store, { ...meta, slices: 1 }, cells)
  const adoption = { staging: { ...meta, slices: 1 }, slices: [cells], nonce: meta.nonce, position, coverage: [], known: [ID], now: 5 }
  return adopt(disk.store, adoption)
}

async function append(number: number, ...writes: readonly Write[]): Promise<void> {
  const device = new Device(ID)
  const draft = draftOf(device.intents(writes), device.memory)
  await appendChecked(disk.store, 'relaxed', [{ draft, writes: [['face', number, number]], at: number }], () => ID)
}

function freeze(): Promise<Change | null> {
  const nothing = (): undefined => undefined
  const resolve = (open: Draft): Delta => freezeDraft(open, nothing, nothing, (cell) => cell.stamp)
  return freezeOpen(disk.store, { id: ID, from: 1, revision: 0 }, resolve)
}

function step(previous: number, position: number, delta: Delta): ReturnType<typeof applyStream> {
  const bytes = encodeDelta(delta)
  return applyStream(disk.store, nonce, [{ previous, position, bytes, own: null }], bytes, 9, [ID])
}

describe('a disk that loses power', () => {
  it('[RE19] has a packet for certain before its first byte leaves', async () => {
    await append(1, add('a', 1))
    await freeze()
    expect(disk.durabilities).toEqual(['relaxed', 'strict'])
  })
})

describe('a disk that fails', () => {
  it('[RE25] in the middle of a checkpoint keeps the log as it was', async () => {
    await adoptSlice(staging(), deltaOf(add('a', 1)), 1)
    const heard = deltaOf(add('b', 2))
    await step(1, 2, heard)
    const before = await onDisk()
    const device = new Device(ID)
    applyDelta(device.memory.reference, (await loadReplica(disk.store)).state.delta)
    device.memory.place = { nonce, position: 2 }
    const dirty = new DirtyPages(1, new Map())
    dirty.add(heard, 1)
    disk.failPutsInto = 'pages'
    await expect(checkpoint(disk.store, device.memory, dirty)).rejects.toThrow('no room for pages')
    expect((await loadReplica(disk.store)).log).toHaveLength(1)
    expect(await onDisk()).toBe(before)
    disk.failPutsInto = null
    await checkpoint(disk.store, device.memory, dirty)
    expect(await onDisk()).toBe(before)
  })

  it.each(['pages', 'log'] as const)('[RE27] and damages %s alone costs the reference its place', async (room) => {
    await adoptSlice(staging(), deltaOf(add('a', 1)), 1)
    await step(1, 2, deltaOf(add('b', 2)))
    await disk.store.write('relaxed', async (writer) => {
      for (const [key] of await writer.entries(room)) writer.put(room, key, 'garbage')
    })
    const { damages } = await loadReplica(disk.store)
    expect(damages.map(({ store }) => store)).toEqual([room])
    await setAside(disk.store, damages, 77)
    expect(await disk.store.read(readReferenceMeta)).toMatchObject({ nonce: null, position: 0 })
  })

  it('[RE24] and loses a slice of what was staged, or spoils one, begins to catch up anew', async () => {
    const meta = staging({ head: 2 })
    const cells = encodeAbsolute(deltaOf(add('a', 1)))
    for (const harm of [undefined, Uint8Array.of(255)]) {
      await beginStaging(disk.store, meta)
      await stageSlice(disk.store, { ...meta, slices: 1 }, cells)
      await stageSlice(disk.store, { ...meta, slices: 2 }, cells)
      expect((await loadReplica(disk.store)).staging?.slices).toHaveLength(2)
      await disk.store.write('relaxed', async (writer) => {
        if (harm === undefined) writer.delete('meta', ['slice', 1])
        else writer.put('meta', ['slice', 1], harm)
      })
      expect((await loadReplica(disk.store)).staging).toBeNull()
    }
    expect(await disk.store.read(readReferenceMeta)).toEqual(initialReference)
  })
})

describe('a reference that is caught up with', () => {
  it('[RE23] as a whole has nothing of the one before, neither of its pages nor of its log', async () => {
    await adoptSlice(staging(), deltaOf(add('a', 1)), 1)
    await step(1, 2, deltaOf(add('b', 2)))
    const whole = deltaOf(add('c', 3))
    expect(await adoptSlice(staging({ nonce: '00000000000000ff' }), whole, 1)).not.toBeNull()
    expect(await onDisk()).toBe(bytesOf(whole))
  })

  it('[RE23] as a whole leaves no page behind where it needs fewer', async () => {
    const many = Array.from(
      { length: 300 },
      (_, n): Write =>
        (m) =>
          m.items.upsert(`id${n}`, { name: 'x'.repeat(900) }),
    )
    await adoptSlice(staging(), deltaOf(...many), 1)
    expect((await disk.store.read((reader) => reader.keys('pages'))).length).toBeGreaterThan(1)
    const whole = deltaOf(add('c', 3))
    await adoptSlice(staging({ nonce: '00000000000000ff' }), whole, 1)
    expect(await disk.store.read((reader) => reader.keys('pages'))).toHaveLength(1)
    expect(await onDisk()).toBe(bytesOf(whole))
  })

  it('[RE23] since a place holds what the cells are now, on top of the steps before it', async () => {
    await adoptSlice(staging(), deltaOf(add('a', 1)), 1)
    await step(1, 2, deltaOf(add('a', 10), add('b', 2)))
    // What changed since 2: nothing but `a`, which is 7 now. It ends where the reference already stands.
    const since = deltaOf(add('a', 7))
    expect(await adoptSlice(staging({ whole: false, base: 2, baseNonce: nonce }), since, 2)).not.toBeNull()
    const expected = createState()
    for (const delta of [deltaOf(add('a', 1)), deltaOf(add('a', 10), add('b', 2))]) applyDelta(expected, delta)
    loadAbsolute(expected, since)
    expect(await onDisk()).toBe(bytesOf(expected))
  })
})

describe('a queue that folds', () => {
  it('[RE38] leaves the packet before it alone', async () => {
    await append(1, add('a', 1))
    const packet = (await freeze())?.put[0]
    await append(2, add('a', 2))
    await append(3, add('a', 4))
    await foldJournal(disk.store, await loadReplica(disk.store))
    const { entries } = await loadReplica(disk.store)
    expect(entries.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['frozen', 1, 1],
      ['open', 2, 3],
    ])
    expect(entries.find(({ kind }) => kind === 'frozen')).toMatchObject({ packet: packet?.bytes })
  })

  it('[RE38] folds nothing across a batch that was damaged, for a row stands for its whole range', async () => {
    for (const number of [1, 2, 3]) await append(number, add('a', number))
    await disk.store.write('relaxed', async (writer) => {
      const [, second] = await writer.entries('journal')
      if (second === undefined) throw new Error('three batches lie there')
      writer.put('journal', second[0], 'garbage')
    })
    await setAside(disk.store, (await loadReplica(disk.store)).damages, 77)
    await foldJournal(disk.store, await loadReplica(disk.store))
    const { entries } = await loadReplica(disk.store)
    expect(entries.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['open', 1, 1],
      ['open', 3, 3],
    ])
  })

  it('[RE25] keeps through a checkpoint the batches that lie in the journal', async () => {
    await adoptSlice(staging(), deltaOf(add('a', 1)), 1)
    await append(1, add('b', 2))
    await step(1, 2, deltaOf(add('a', 3)))
    const device = new Device(ID)
    applyDelta(device.memory.reference, (await loadReplica(disk.store)).state.delta)
    device.memory.place = { nonce, position: 2 }
    await checkpoint(disk.store, device.memory, new DirtyPages(1, new Map()))
    expect((await loadReplica(disk.store)).entries.map(({ kind, from, to }) => [kind, from, to])).toEqual([['open', 1, 1]])
  })
})
