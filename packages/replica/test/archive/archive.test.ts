import { createMemoryStorage, type ReplicaStore } from '@torsor/store'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { decodeArchive, encodeArchive, keepPending, readForArchive, writeFromArchive, type ArchivedRow } from '../../src/archive/index.js'
import { draftOf } from '../../src/edits/intents.js'
import { readIdentity, readReferenceMeta } from '../../src/storage/layout.js'
import { loadReplica } from '../../src/storage/load.js'
import { appendChecked } from '../../src/transactions/append-batch.js'
import { Device } from '../device.js'
import { catchUp, deltaOf } from '../engine/catch-up.js'
import { bytesOnDisk, openTab } from '../engine/tab.js'

const ID = '00000000000000a0'
let disk: ReplicaStore
let other: ReplicaStore

beforeEach(async () => {
  disk = await createMemoryStorage().open('device')
  other = await createMemoryStorage().open('other')
})

async function append(store: ReplicaStore, number: number, id = ID): Promise<void> {
  const device = new Device(id)
  const draft = draftOf(device.intents([(m) => m.items.add(`r${number}`, { stock: 1 })]), device.memory)
  await appendChecked(store, 'relaxed', [{ draft, writes: [['face', number, number]], at: number }], () => id)
}

const kinds = async (store: ReplicaStore): Promise<readonly string[]> =>
  (await loadReplica(store)).entries.map(({ kind, id, from, to }) => `${kind} ${id.slice(-2)} ${from}-${to}`).toSorted()

/** A reference, a packet that is frozen, and a batch that is not. */
async function fill(store: ReplicaStore): Promise<void> {
  const tab = await openTab(store)
  await append(store, 1)
  await tab.core.resynchronize()
  await catchUp(
    tab,
    4,
    [ID],
    deltaOf((m) => m.items.upsert('a', { stock: 3 })),
  )
  await append(store, 2)
}

describe('an archive', () => {
  it('[RE61] is what was written, bytes of any length included', () => {
    const key = fc.oneof(fc.integer(), fc.string(), fc.array(fc.oneof(fc.integer(), fc.string())))
    const value = fc.oneof(
      fc.record({ kind: fc.string(), bytes: fc.uint8Array({ maxLength: 3_000 }), sum: fc.integer() }),
      fc.record({ nonce: fc.option(fc.string()), position: fc.nat() }),
    )
    const row = fc.record({ space: fc.string(), room: fc.constantFrom('meta', 'outbox', 'log', 'pages'), key, value })
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const clean = rows.map((one) => ({ ...one })) as ArchivedRow[]
        expect(decodeArchive(encodeArchive(clean)).rows).toEqual(clean)
      }),
    )
  })

  it('[RE61] that was changed anywhere is refused as a whole', async () => {
    await fill(disk)
    const archive = encodeArchive(await readForArchive(disk, 's'))
    expect(decodeArchive(archive).rows.length).toBeGreaterThan(2)
    for (let at = 0; at < archive.length; at++) {
      const spoilt = Uint8Array.from(archive)
      spoilt[at] = (spoilt[at] ?? 0) ^ 0x40
      expect(() => decodeArchive(spoilt)).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
      expect(() => decodeArchive(archive.subarray(0, at))).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
    }
  })
})

describe('what is archived', () => {
  it('[RE62] makes an empty storage what it was, to be written under another id', async () => {
    await fill(disk)
    expect(await writeFromArchive(other, await readForArchive(disk, 's'))).toBe(true)
    expect(await bytesOnDisk(other)).toBe(await bytesOnDisk(disk))
    expect(await kinds(other)).toEqual(['frozen a0 1-1', 'open a0 2-2'])
    expect(await other.read(readReferenceMeta)).toMatchObject({ position: 4 })
    expect(await other.read(readIdentity)).toEqual({ id: null, next: 1, returned: [ID] })
  })

  it('[RE62] brings a storage that holds something the edits that it lacks, once', async () => {
    await fill(disk)
    await append(other, 9, '00000000000000b0')
    const rows = await readForArchive(disk, 's')
    expect(await writeFromArchive(other, rows)).toBe(true)
    expect(await kinds(other)).toEqual(['frozen a0 1-1', 'open a0 2-2', 'open b0 1-1'])
    expect(await other.read(readReferenceMeta)).toMatchObject({ nonce: null })
    expect(await writeFromArchive(other, rows)).toBe(false)
    expect(await writeFromArchive(disk, rows)).toBe(false)
    expect(await kinds(disk)).toEqual(['frozen a0 1-1', 'open a0 2-2'])
  })

  it('[RE62] a row that is none keeps everything out', async () => {
    await fill(disk)
    const rows = (await readForArchive(disk, 's')).map((row) => (row.room === 'outbox' ? { ...row, value: { kind: 'open' } } : row))
    expect(() => writeFromArchive(other, rows)).toThrow(expect.objectContaining({ code: 'storage-damaged' }))
    expect(await kinds(other)).toEqual([])
  })
})

it('[RE63] only what no relay has is kept where that is asked for', async () => {
  expect(await keepPending(disk)).toBe(false)
  await fill(disk)
  expect(await keepPending(disk)).toBe(true)
  expect(await kinds(disk)).toEqual(['frozen a0 1-1', 'open a0 2-2'])
  expect(await disk.read(readReferenceMeta)).toMatchObject({ nonce: null, position: 0 })
  expect(await bytesOnDisk(disk)).toBe(await bytesOnDisk(other))
})
