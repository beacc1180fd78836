import { applyDelta, createDelta, createState, encodeAbsolute, encodeDelta, encodeState, type Delta, type State } from '@torsor/core'
import { createMemoryStorage, type ReplicaStore } from '@torsor/store'
import { beforeEach, describe, expect, it } from 'vitest'
import { DecodedDeltas } from '../../src/reference/decoded-deltas.js'
import { DirtyPages } from '../../src/reference/dirty-pages.js'
import { pageCountFor } from '../../src/reference/pages.js'
import { readFace, readJournal } from '../../src/storage/journal.js'
import { initialReference, readIdentity, readReferenceMeta, type StagingMeta } from '../../src/storage/layout.js'
import { loadReplica, setAside } from '../../src/storage/load.js'
import { appendBatch, appendChecked, type Written } from '../../src/transactions/append-batch.js'
import { applyStream } from '../../src/transactions/apply-stream.js'
import { adopt, beginStaging, stageSlice } from '../../src/transactions/catch-up.js'
import type { Change } from '../../src/transactions/change.js'
import { checkpoint } from '../../src/transactions/checkpoint.js'
import { foldJournal } from '../../src/transactions/fold-journal.js'
import { freezeOpen, type Open } from '../../src/transactions/freeze-open.js'
import { refusePacket } from '../../src/transactions/refuse.js'
import { draftOf } from '../../src/edits/intents.js'
import { toOutboxRow } from '../../src/storage/rows.js'
import { freezeDraft } from '../../src/edits/freeze.js'
import { Device, type Write } from '../device.js'

const nonce = '00000000000000ee'
const ID = '00000000000000a0'
let store: ReplicaStore

beforeEach(async () => {
  store = await createMemoryStorage().open('test')
})

const author = (): Device => new Device(ID)

function written(writes: readonly Write[], number: number): Written {
  const device = author()
  return { draft: draftOf(device.intents(writes), device.memory), writes: [['face', number, number]], at: number }
}

function append(writes: readonly Write[], number: number): Promise<Change | null> {
  return appendChecked(store, 'relaxed', [written(writes, number)], () => ID)
}

/** A tab that believes to stand at `after`, and that this is the batch of this number. */
function believe(writes: readonly Write[], number: number, after: number): Promise<number> {
  const row = toOutboxRow({ ...written(writes, number), kind: 'open', id: ID, from: number, to: number, size: 0 })
  return appendBatch(store, 'relaxed', { ...row, after })
}

async function fold(): Promise<Change | undefined> {
  return (await foldJournal(store, await loadReplica(store)))?.change
}

function freeze(known: Partial<Open> = {}): Promise<Change | null> {
  return freezeOpen(store, { id: ID, from: Number.MAX_SAFE_INTEGER, revision: -1, ...known }, (draft) =>
    freezeDraft(
      draft,
      () => undefined,
      () => undefined,
      (cell) => cell.stamp,
    ),
  )
}

function deltaOf(...writes: readonly Write[]): Delta {
  const device = author()
  device.mutate(writes)
  return device.freeze()?.delta ?? createDelta()
}

function bytesOf(state: State | Delta): string {
  return Buffer.from(encodeState(state)).toString('hex')
}

const wholeStaging: StagingMeta = {
  nonce,
  cursor: { position: 0, key: new Uint8Array(0) },
  head: 0,
  whole: true,
  base: 0,
  baseNonce: null,
  slices: 0,
}

async function adoptWhole(delta: Delta, position: number): Promise<Change | null> {
  const meta: StagingMeta = {
    nonce,
    cursor: { position: 0, key: new Uint8Array(0) },
    head: position,
    whole: true,
    base: 0,
    baseNonce: null,
    slices: 0,
  }
  await beginStaging(store, meta)
  const slices = [encodeAbsolute(delta)]
  await stageSlice(store, { ...meta, slices: 1 }, encodeAbsolute(delta))
  return adopt(store, { staging: { ...meta, slices: 1 }, slices, nonce, position, coverage: [], known: [ID], now: 5 })
}

const add =
  (by: number): Write =>
  (m) =>
    m.items.add('a', { stock: by })

describe('batches', () => {
  it('[RE16] are numbered in the transaction that stores them, under an id minted at the first of them', async () => {
    const first = await append([add(1)], 1)
    const second = await append([add(1)], 2)
    expect([first?.identity, second?.identity]).toEqual([ID, undefined])
    expect([first, second].map((change) => change?.put[0]?.from)).toEqual([1, 2])
    expect([first?.revision, second?.revision]).toEqual([1, 2])
    expect(await store.read(readIdentity)).toEqual({ id: ID, next: 1 })
    await freeze()
    expect((await append([add(1)], 3))?.put[0]?.from).toBe(3)
  })

  it('[P2] [RE17] a write that is on the disk is not stored again, by whichever worker', async () => {
    await append([add(1)], 7)
    expect(await append([add(1)], 7)).toBeNull()
    expect(await append([add(1)], 6)).toBeNull()
    expect(await store.read((reader) => readFace(reader, 'face'))).toBe(7)
    expect((await loadReplica(store)).entries).toHaveLength(1)
  })

  it('[RE33] of writes tried again, those that are stored are left out and the others are not lost', async () => {
    await append([add(1)], 1)
    const both = [1, 2].map((number) => written([add(number)], number))
    const change = await appendChecked(store, 'relaxed', both, () => ID)
    expect(change?.put.map(({ from, writes }) => [from, writes])).toEqual([[2, [['face', 2, 2]]]])
    const packet = (await freeze())?.put[0]
    expect(packet?.bytes).toEqual(encodeDelta(deltaOf(add(3))))
  })

  it('[RE18] fold into one row whose size follows the state touched, with all their numbers and writes', async () => {
    for (let n = 1; n <= 6; n++) await append([add(1)], n)
    const change = await fold()
    const { entries } = await loadReplica(store)
    expect(entries.map(({ from, to, writes, at }) => ({ from, to, writes, at }))).toEqual([
      { from: 1, to: 6, writes: [['face', 1, 6]], at: 1 },
    ])
    expect(change?.deleted).toHaveLength(6)
    const packet = (await freeze())?.put[0]
    expect(packet?.bytes).toEqual(encodeDelta(deltaOf(add(6))))
  })
})

describe('the journal', () => {
  it('[RE53] a batch stored on a true belief counts, with one row', async () => {
    await append([add(1)], 1)
    expect(await believe([add(2)], 2, 1)).toBe(2)
    expect((await store.read(readJournal)).batches.map(({ revision, row }) => [revision, row.from])).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect((await freeze())?.put[0]?.bytes).toEqual(encodeDelta(deltaOf(add(3))))
  })

  it('[RE53] a batch stored on a belief that was wrong counts nowhere, and its writes are not taken for stored', async () => {
    await append([add(1)], 1)
    await append([add(2)], 2)
    // Another tab, which has not heard of the second one.
    expect(await believe([add(4)], 2, 1)).toBe(3)
    const loaded = await loadReplica(store)
    expect([loaded.revision, loaded.entries.map(({ from }) => from), loaded.faces.get('face')]).toEqual([3, [1, 2], 2])
    expect((await append([add(4)], 3))?.put[0]?.from).toBe(3)
    expect((await freeze())?.put[0]?.bytes).toEqual(encodeDelta(deltaOf(add(7))))
    expect((await append([add(1)], 4))?.put[0]?.from).toBe(4)
  })

  it('[RE53] writes that left the journal stay known', async () => {
    for (let n = 1; n <= 3; n++) await append([add(1)], n)
    await fold()
    expect(await append([add(1)], 3)).toBeNull()
    await append([add(1)], 4)
    await freeze()
    expect(await append([add(1)], 4)).toBeNull()
    expect((await loadReplica(store)).faces.get('face')).toBe(4)
  })

  it('[RE18] a larger row before is left alone until as much has gathered', async () => {
    const large: Write = (m) => m.items.upsert('large', { name: 'x'.repeat(1_000) })
    await append([large], 1)
    await fold()
    await append([add(1)], 2)
    expect((await fold())?.put.map(({ from, to }) => [from, to])).toEqual([[2, 2]])
    await append([large, add(1)], 3)
    expect((await fold())?.put.map(({ from, to }) => [from, to])).toEqual([[1, 3]])
    expect((await loadReplica(store)).entries.map(({ from, to }) => [from, to])).toEqual([[1, 3]])
  })

  it('[RE25] is swept of revisions without batches, and goes on counting', async () => {
    await adoptWhole(deltaOf(add(1)), 1)
    await append([add(1)], 1)
    await freeze()
    const device = author()
    applyDelta(device.memory.reference, (await loadReplica(store)).state.delta)
    device.memory.place = { nonce, position: 1 }
    await checkpoint(store, device.memory, new DirtyPages(1, new Map()))
    expect(await store.read((reader) => reader.keys('journal'))).toEqual([3])
    expect((await append([add(1)], 2))?.revision).toBe(4)
  })
})

describe('packets', () => {
  it('[P11] [RE19] take all open batches of an id, and their bytes are fixed from then on', async () => {
    await append([add(1)], 1)
    await append([add(2)], 2)
    const frozen = await freeze()
    expect(frozen?.put.map(({ kind, from, to }) => [kind, from, to])).toEqual([['frozen', 1, 2]])
    expect(frozen?.deleted).toEqual([
      [ID, 1],
      [ID, 2],
    ])
    expect(await freeze()).toBeNull()
    await append([add(4)], 3)
    const next = await freeze()
    expect(next?.put.map(({ from, to }) => [from, to])).toEqual([[3, 3]])
    const stored = (await loadReplica(store)).entries[0]
    expect(stored?.kind === 'frozen' && stored.packet).toEqual(frozen?.put[0]?.bytes)
  })

  it('[RE38] a packet takes no batches beyond a gap, as it holds its whole range', async () => {
    await append([add(1)], 1)
    await adoptWhole(createDelta(), 1)
    const covering = { staging: { ...wholeStaging, slices: 0 }, slices: [], nonce, position: 2, known: [ID], now: 6 }
    const covered = await adopt(store, { ...covering, coverage: [{ id: ID, ranges: [{ from: 1, to: 1 }], voids: [] }] })
    expect(covered?.put.map(({ kind }) => kind)).toEqual(['covered'])
    await append([add(2)], 2)
    await freeze()
    await append([add(4)], 3)
    const lost = await adopt(store, { ...covering, nonce: '00000000000000ff', coverage: [] })
    expect(lost?.put.map(({ kind, from }) => [kind, from])).toEqual([['open', 1]])
    await append([add(8)], 4)
    expect((await fold())?.put.map(({ from, to }) => [from, to])).toEqual([[3, 4]])
    expect((await freeze())?.put.map(({ from, to }) => [from, to])).toEqual([[1, 1]])
    expect((await freeze())?.put.map(({ from, to }) => [from, to])).toEqual([[3, 4]])
  })

  it('[RE20] refused for good are parked with their reason; one that is not there changes nothing', async () => {
    await append([add(1)], 1)
    await freeze()
    const refusal = { code: 'packet-refused' as const, message: 'no', retryable: false, data: {} }
    expect(await refusePacket(store, { id: ID, from: 1, to: 9 }, refusal)).toBeNull()
    const change = await refusePacket(store, { id: ID, from: 1, to: 1 }, refusal)
    expect(change?.put[0]?.kind).toBe('refused')
    expect((await loadReplica(store)).entries[0]).toMatchObject({ kind: 'refused', refusal })
  })
})

describe('the reference', () => {
  it('[RE21] moves along the stream only from where it stands', async () => {
    const whole = deltaOf(add(1))
    await adoptWhole(whole, 3)
    const bytes = encodeDelta(deltaOf(add(2)))
    const step = (previous: number, position: number): ReturnType<typeof applyStream> =>
      applyStream(store, nonce, [{ previous, position, bytes, own: null }], bytes, 9, [ID])
    expect(await step(2, 3)).toBe('moved')
    expect(await step(3, 4)).toMatchObject({ place: { nonce, position: 4 } })
    expect(await step(3, 4)).toBe('moved')
    expect(await applyStream(store, '00000000000000ff', [{ previous: 4, position: 5, bytes, own: null }], bytes, 9, [ID])).toBe('moved')
    const { state, reference } = await loadReplica(store)
    expect(reference).toMatchObject({ nonce, position: 4, lastSyncedAt: 9 })
    expect(bytesOf(state)).toBe(bytesOf(deltaOf(add(3))))
  })

  it('[RE50] keeps of steps that came together what they come to', async () => {
    await adoptWhole(deltaOf(add(1)), 0)
    const steps = [2, 4, 8].map((by, n) => ({ previous: n, position: n + 1, bytes: encodeDelta(deltaOf(add(by))), own: null }))
    const composed = new DecodedDeltas().composed(steps.map(({ bytes }) => bytes))
    expect(composed).toEqual(encodeDelta(deltaOf(add(14))))
    const change = await applyStream(store, nonce, steps, composed, 9, [ID])
    expect(change).toMatchObject({ log: [{ previous: 0, position: 3 }] })
    const { state, reference, log } = await loadReplica(store)
    expect([reference.position, log.length, bytesOf(state)]).toEqual([3, 1, bytesOf(deltaOf(add(15)))])
  })

  it('[RE22] confirms an own packet in the step that brings it, leaving earlier packets alone', async () => {
    await adoptWhole(createDelta(), 0)
    await append([add(1)], 1)
    await freeze()
    await append([add(1)], 2)
    const frozen = await freeze()
    const row = frozen?.put[0]
    if (row === undefined) throw new Error('there was something to freeze')
    const change = await applyStream(store, nonce, [{ previous: 0, position: 1, bytes: row.bytes, own: row }], row.bytes, 11, [ID])
    expect(change).toMatchObject({ put: [{ kind: 'confirmed', from: 2, confirmedAt: 11 }] })
    expect((await loadReplica(store)).entries.map(({ kind }) => kind)).toEqual(['frozen', 'confirmed'])
  })

  it('[RE54] takes nothing by a connection that the relay does not know by an id under which something was frozen', async () => {
    await adoptWhole(createDelta(), 0)
    const bytes = encodeDelta(deltaOf(add(2)))
    const step = (position: number, known: readonly string[]): ReturnType<typeof applyStream> =>
      applyStream(store, nonce, [{ previous: position - 1, position, bytes, own: null }], bytes, 9, known)
    await append([add(1)], 1)
    // Nothing of it can have been sent yet.
    expect(await step(1, [])).toMatchObject({ place: { nonce, position: 1 } })
    await freeze()
    expect(await step(2, [])).toBe('unknown')
    expect(await step(2, ['00000000000000b0'])).toBe('unknown')
    const since: StagingMeta = { ...wholeStaging, whole: false, base: 1, baseNonce: nonce }
    await beginStaging(store, since)
    const adoption = { staging: since, slices: [], nonce, position: 2, coverage: [], now: 6 }
    expect(await adopt(store, { ...adoption, known: [] })).toBeNull()
    expect((await loadReplica(store)).reference.position).toBe(1)
    expect(await step(2, ['00000000000000b0', ID])).toMatchObject({ place: { nonce, position: 2 } })
  })

  it('[RE23] is adopted whole with its coverage: covered packets leave the accumulator, uncovered ones come back', async () => {
    await append([add(1)], 1)
    await freeze()
    const meta: StagingMeta = {
      nonce,
      cursor: { position: 0, key: new Uint8Array(0) },
      head: 1,
      whole: true,
      base: 0,
      baseNonce: null,
      slices: 0,
    }
    await beginStaging(store, meta)
    const covering = await adopt(store, {
      staging: meta,
      slices: [],
      nonce,
      position: 1,
      coverage: [{ id: ID, ranges: [{ from: 1, to: 1 }], voids: [] }],
      known: [ID],
      now: 5,
    })
    expect(covering?.put.map(({ kind }) => kind)).toEqual(['confirmed'])
    await beginStaging(store, meta)
    const elsewhere = await adopt(store, {
      staging: meta,
      slices: [],
      nonce: '00000000000000ff',
      position: 0,
      coverage: [],
      known: [ID],
      now: 6,
    })
    expect(elsewhere?.put.map(({ kind }) => kind)).toEqual(['frozen'])
    expect(elsewhere?.reload).toBe(true)
  })

  it('[RE23] parks a packet that the relay has refused for good, though the answer was lost', async () => {
    await append([add(1)], 1)
    await freeze()
    await append([add(2)], 2)
    await freeze()
    const meta: StagingMeta = { ...wholeStaging, slices: 0 }
    await beginStaging(store, meta)
    const coverage = [{ id: ID, ranges: [{ from: 1, to: 2 }], voids: [{ from: 2, to: 2 }] }]
    const change = await adopt(store, { staging: meta, slices: [], nonce, position: 1, coverage, known: [ID], now: 5 })
    expect(change?.put.map(({ kind, from }) => [kind, from])).toEqual([
      ['confirmed', 1],
      ['refused', 2],
    ])
    expect(change?.put[1]?.refusal).toMatchObject({ code: 'packet-refused', data: { reason: 'void', id: ID, from: 2, to: 2 } })
  })

  it('[RE35] is moved only by what was staged on it, not on what another relay said', async () => {
    await adoptWhole(deltaOf(add(1)), 5)
    const since: StagingMeta = { ...wholeStaging, whole: false, base: 4, baseNonce: '00000000000000aa' }
    const adoption = { staging: since, slices: [], nonce: '00000000000000bb', position: 7, coverage: [], known: [ID], now: 6 }
    expect(await adopt(store, adoption)).toBeNull()
    expect(await adopt(store, { ...adoption, staging: { ...since, base: 5, baseNonce: nonce } })).not.toBeNull()
  })

  it('[RE35] is moved by what was staged on an earlier reign only where it still stands there: what came after may be lost at the relay', async () => {
    await adoptWhole(deltaOf(add(1)), 5)
    const since: StagingMeta = { ...wholeStaging, whole: false, base: 4, baseNonce: nonce }
    const adoption = { staging: since, slices: [], nonce: '00000000000000bb', position: 7, coverage: [], known: [ID], now: 6 }
    expect(await adopt(store, adoption)).toBeNull()
    // Within one reign nothing is lost: what came after is a part of what was staged.
    expect(await adopt(store, { ...adoption, nonce })).not.toBeNull()
  })

  it('[RE24] staged slices survive a cut, and go when another staging begins', async () => {
    const meta: StagingMeta = {
      nonce,
      cursor: { position: 0, key: new Uint8Array(0) },
      head: 8,
      whole: true,
      base: 0,
      baseNonce: null,
      slices: 0,
    }
    await beginStaging(store, meta)
    expect(
      await stageSlice(store, { ...meta, cursor: { position: 3, key: new Uint8Array([1]) }, slices: 1 }, encodeAbsolute(deltaOf(add(1)))),
    ).toBe(true)
    const { staging } = await loadReplica(store)
    expect([staging?.meta.cursor.position, staging?.slices.length]).toEqual([3, 1])
    await beginStaging(store, { ...meta, nonce: '00000000000000ff' })
    expect(await stageSlice(store, { ...meta, slices: 2 }, new Uint8Array([1]))).toBe(false)
    expect((await loadReplica(store)).staging?.slices).toEqual([])
  })

  it('[RE25] a checkpoint folds the log into the dirty pages and changes nothing that is read', async () => {
    await adoptWhole(
      deltaOf(
        (m) => m.items.upsert('a', { name: 'n', stock: 3 }),
        (m) => m.sums.add(1, 5n),
      ),
      1,
    )
    const step = deltaOf((m) => m.items.upsert('b', { stock: 4 }))
    await applyStream(store, nonce, [{ previous: 1, position: 2, bytes: encodeDelta(step), own: null }], encodeDelta(step), 9, [ID])
    const before = await loadReplica(store)
    const device = author()
    applyDelta(device.memory.reference, before.state.delta)
    device.memory.place = { nonce, position: 1 }
    const dirty = new DirtyPages(1, before.pageSizes)
    dirty.add(step, 1)
    expect(await checkpoint(store, device.memory, dirty)).toBeNull()
    device.memory.place = { nonce, position: 2 }
    expect(await checkpoint(store, device.memory, dirty)).not.toBeNull()
    const after = await loadReplica(store)
    expect(bytesOf(after.state)).toBe(bytesOf(before.state))
    expect([before.log.length, after.log.length]).toEqual([1, 0])
  })

  it('[RE25] pages split in powers of two as the reference grows, and are all rewritten then', async () => {
    expect([pageCountFor(10_000, 1), pageCountFor(1_000_000, 1), pageCountFor(1, 8)]).toEqual([1, 32, 8])
    const device = author()
    device.mutate(
      Array.from(
        { length: 300 },
        (_, n): Write =>
          (m) =>
            m.items.upsert(`id${n}`, { name: 'x'.repeat(900) }),
      ),
    )
    const delta = device.freeze()?.delta ?? createDelta()
    await adoptWhole(delta, 1)
    device.memory.place = { nonce, position: 1 }
    applyDelta(device.memory.reference, delta)
    // So much has gathered on the one page.
    await checkpoint(store, device.memory, new DirtyPages(1, new Map([[0, 1_000_000]])))
    const pages = await store.read((reader) => reader.entries('pages'))
    expect(pages.length).toBe(32)
    expect(bytesOf((await loadReplica(store)).state)).toBe(bytesOf(delta))
  })
})

describe('damaged rows', () => {
  const spoil = (name: 'outbox' | 'pages' | 'log' | 'journal', change: (row: { bytes: Uint8Array }) => unknown): Promise<void> =>
    store.write('relaxed', async (writer) => {
      const [first] = await writer.entries(name)
      if (first === undefined) throw new Error(`${name} is empty`)
      writer.put(name, first[0], change(first[1] as { bytes: Uint8Array }))
    })
  const flip = (row: { bytes: Uint8Array }): unknown => ({
    ...row,
    bytes: row.bytes.map((byte, at) => (at === row.bytes.length - 1 ? byte ^ 1 : byte)),
  })

  const harms: readonly (readonly [string, (row: { bytes: Uint8Array }) => unknown])[] = [
    ['a flipped bit', flip],
    ['a lost tail', (row) => ({ ...row, bytes: row.bytes.subarray(0, 2) })],
    ['no row at all', () => 'garbage'],
  ]
  const rooms = (['outbox', 'journal'] as const).flatMap((room) => harms.map(([name, change]) => [room, name, change] as const))

  it.each(rooms)('[RE26] in the %s: %s is set aside and reported, and the rest loads', async (room, _, change) => {
    await append([add(1)], 1)
    if (room === 'outbox') await fold()
    await append([add(2)], 2)
    await spoil(room, change)
    const loaded = await loadReplica(store)
    expect(loaded.damages.map(({ store: name, error }) => [name, error.code])).toEqual([[room, 'storage-damaged']])
    expect(loaded.entries).toHaveLength(1)
    await setAside(store, loaded.damages, 77)
    expect((await loadReplica(store)).damages).toEqual([])
    const kept = await store.read((reader) => reader.entries('meta', { from: ['damaged'], to: ['damaged', '\uffff'] }))
    expect(kept).toHaveLength(1)
    // The revision that was spoiled stays one.
    expect((await append([add(4)], 3))?.revision).toBe(loaded.revision + 1)
    expect(await store.read(readReferenceMeta)).toEqual(initialReference)
  })

  it('[RE27] in a page or the log: the reference loses its place, so that it is loaded anew', async () => {
    await adoptWhole(deltaOf(add(1)), 3)
    await applyStream(
      store,
      nonce,
      [{ previous: 3, position: 4, bytes: encodeDelta(deltaOf(add(2))), own: null }],
      encodeDelta(deltaOf(add(2))),
      9,
      [ID],
    )
    await spoil('log', flip)
    await spoil('pages', flip)
    const loaded = await loadReplica(store)
    expect(loaded.damages.map(({ store: name }) => name).toSorted()).toEqual(['log', 'pages'])
    expect(bytesOf(loaded.state)).toBe(bytesOf(createState()))
    await setAside(store, loaded.damages, 77)
    expect(await store.read(readReferenceMeta)).toMatchObject({ nonce: null, position: 0 })
  })

  it('[RE34] a checkpoint that finds another count of pages than its own rewrites them all', async () => {
    await adoptWhole(
      deltaOf(
        (m) => m.items.upsert('a', { stock: 3 }),
        (m) => m.items.upsert('b', { stock: 4 }),
      ),
      1,
    )
    const device = author()
    applyDelta(device.memory.reference, (await loadReplica(store)).state.delta)
    device.memory.place = { nonce, position: 1 }
    // Another tab split the pages; what this one takes for the page of the whole log is one of many now.
    await checkpoint(store, device.memory, new DirtyPages(1, new Map([[0, 1_000_000]])))
    const step = deltaOf((m) => m.items.upsert('c', { stock: 5 }))
    await applyStream(store, nonce, [{ previous: 1, position: 2, bytes: encodeDelta(step), own: null }], encodeDelta(step), 9, [ID])
    const before = await loadReplica(store)
    applyDelta(device.memory.reference, step)
    device.memory.place = { nonce, position: 2 }
    const stale = new DirtyPages(1, new Map())
    stale.add(step, 1)
    const clean = await checkpoint(store, device.memory, stale)
    expect(clean?.pageCount).toBe(before.reference.pageCount)
    expect(bytesOf((await loadReplica(store)).state)).toBe(bytesOf(before.state))
  })
})
