import 'fake-indexeddb/auto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { encodeState } from '@torsor/core'
import { createMemoryStorage, openIndexedDb, type ReplicaStore, type StoreName } from '@torsor/store'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { decodeArchive, encodeArchive, migrateArchive, readForArchive, writeFromArchive } from '../../src/archive/index.js'
import type { PacketEntry } from '../../src/outbox/entry.js'
import { memoryId } from '../../src/outbox/memory-id.js'
import { readIdentity } from '../../src/storage/layout.js'
import { loadReplica } from '../../src/storage/load.js'
import { readColumns } from '../../src/transactions/declare.js'
import { migrations, storageVersion } from '../../src/storage/migrations/index.js'
import { openTab } from '../engine/tab.js'
import { fill, nonce } from './contents.js'
import { dumpOf, fromJson, restore, type Dump } from './dump.js'

const folder = new URL('./', import.meta.url)
const current = new URL(`storage-v${storageVersion}.json`, folder)
const currentArchive = new URL(`archive-v${storageVersion}.bin`, folder)
const name = 'torsor:user:space'

async function writtenNow(): Promise<{ readonly dump: Dump; readonly archive: Uint8Array }> {
  const factory = new IDBFactory()
  const store = await openIndexedDb(name, { factory, migrations, incarnation: () => 'golden' })
  await fill(store)
  const archive = encodeArchive(await readForArchive(store, 's'))
  await store.close()
  return { dump: await dumpOf(factory, name), archive }
}

// A released version's golden is never written again: another shape is another version, with a migration and a golden of its own.
if (!existsSync(current) && process.env['TORSOR_WRITE_GOLDEN'] === '1') {
  const { dump, archive } = await writtenNow()
  writeFileSync(current, `${JSON.stringify(dump, null, 1)}\n`)
  writeFileSync(currentArchive, archive)
}

const versionsOf = (pattern: RegExp): readonly number[] =>
  readdirSync(folder)
    .flatMap((file) => pattern.exec(file)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
const goldenOf = (version: number): Dump => JSON.parse(readFileSync(new URL(`storage-v${version}.json`, folder), 'utf8')) as Dump
const archiveOf = (version: number): Uint8Array => Uint8Array.from(readFileSync(new URL(`archive-v${version}.bin`, folder)))

async function inIndexedDb(version: number): Promise<ReplicaStore> {
  const factory = new IDBFactory()
  await restore(factory, name, goldenOf(version))
  return openIndexedDb(name, { factory, migrations })
}

async function inMemory(version: number): Promise<ReplicaStore> {
  const storage = createMemoryStorage()
  const store = await storage.open(name, { migrations: migrations.slice(0, version - 1) })
  await store.write('relaxed', async (writer) => {
    // The room counts what is appended.
    const last = Number(goldenOf(version).rooms['journal']?.rows.at(-1)?.[0] ?? 0)
    while ((await writer.append('journal', null)) < last);
    writer.clear('journal')
    for (const [room, { rows }] of Object.entries(goldenOf(version).rooms))
      for (const [key, value] of rows) writer.put(room as StoreName, key, fromJson(value))
  })
  return storage.open(name, { migrations })
}

const page = memoryId('page', 0)
/** Every batch and packet there is. */
const entries = [
  'confirmed a1 1-1 at 1001',
  'covered a2 1-1 at 1002',
  'frozen a3 2-2 at 1004',
  'open a3 3-4 at 1005',
  'open a3 5-5 at 1007',
  `open ${page.slice(-2)} 1-1 at 1001`,
  'refused a3 1-1 at 1003',
]

const entriesOf = async (store: ReplicaStore): Promise<readonly string[]> =>
  (await loadReplica(store)).entries.map(({ kind, id, from, to, at }) => `${kind} ${id.slice(-2)} ${from}-${to} at ${at}`).toSorted()

/** READ, as the app's rows. */
async function readOf(store: ReplicaStore): Promise<unknown> {
  const { memory } = (await openTab(store)).core
  const rows: Record<string, unknown> = {}
  for (const patches of memory.allPatches())
    for (const block of patches.rows)
      if ('ids' in block) block.ids.forEach((id, at) => (rows[`${block.table} ${id}`] = Object.values(block.columns).map((column) => column[at])))
  return { rows, words: [memory.readWord(wordsOf('sums'), 1), memory.readWord(wordsOf('bits'), 0), memory.readWord(wordsOf('bits'), 3)] }

  function wordsOf(table: string): never {
    return memory.schema.layout.tables.get(table)?.id as never
  }
}

const read = {
  rows: {
    'items a': ['Oil', 3, 9, -2.5, new Map([['up', 2]]), ['organic', 'ümlaut']],
    'items b': ['Rice', 8, undefined, undefined, new Map([['down', 1]]), []],
    'items folded': [undefined, 1, undefined, undefined, new Map([['up', 1]]), ['x']],
    'items frozen': ['Salt', 4, undefined, undefined, new Map(), []],
    'items memory': [undefined, 5, undefined, undefined, new Map(), []],
    'site ': ['Cellar', 12],
  },
  words: [BigInt.asUintN(64, -5n), 7n, 2n ** 63n + 1n],
}

it('[RE73] what is stored now is what the golden of this version has: another shape is another version', async () => {
  const { dump, archive } = await writtenNow()
  expect(dump).toEqual(goldenOf(storageVersion))
  expect(archive).toEqual(archiveOf(storageVersion))
  const every = Array.from({ length: storageVersion }, (_, n) => n + 1)
  expect(versionsOf(/^storage-v(\d+)\.json$/)).toEqual(every)
  expect(versionsOf(/^archive-v(\d+)\.bin$/)).toEqual(every)
})

describe.each(versionsOf(/^storage-v(\d+)\.json$/))('a storage of version %i', (version) => {
  it.each([
    ['IndexedDB', inIndexedDb],
    ['memory', inMemory],
  ])('[RE74] opens in %s with every edit, the reference, what is pending, and what is refused', async (_, open) => {
    const store = await open(version)
    expect(await entriesOf(store)).toEqual(entries)
    expect(await readOf(store)).toEqual(read)
    const loaded = await loadReplica(store)
    expect(loaded.damages).toEqual([])
    expect(loaded.reference).toEqual({
      nonce,
      position: 6,
      pageCount: 1,
      lastSyncedAt: 6_000,
      declared: { nonce, columns: 'columns' },
    })
    expect([loaded.log.length, loaded.pageSizes.size, loaded.staging?.meta.cursor.position, loaded.staging?.slices.length]).toEqual([2, 1, 7, 1])
    expect([...loaded.faces]).toEqual([
      ['face', 7],
      ['page', 1],
    ])
    expect(await store.read(readIdentity)).toMatchObject({ id: '00000000000000a3', returned: [page] })
    expect((await readColumns(store)).map(({ name: column }) => column).toSorted()).toEqual(['collection:items', 'items.name'])
    const refused = loaded.entries.find((entry): entry is PacketEntry & { readonly id: string } => entry.kind === 'refused')
    expect(refused?.refusal).toMatchObject({ code: 'packet-refused', data: { reason: 'forbidden', cells: ['items.name'] } })
    expect(await store.read((reader) => reader.keys('meta', { from: ['damaged'], to: ['damaged', '\uffff'] }))).toHaveLength(1)
    // What is written next follows on what is there.
    expect(await store.append('relaxed', null)).toBe(loaded.revision + 1)
  })
})

describe.each(versionsOf(/^archive-v(\d+)\.bin$/))('an archive of version %i', (version) => {
  it('[RE74] comes onto an empty storage with every edit and the reference', async () => {
    const store = await createMemoryStorage().open('other', { migrations })
    const archive = decodeArchive(archiveOf(version))
    expect(archive.version).toBe(version)
    await writeFromArchive(store, await migrateArchive(archive.rows, version, migrations))
    expect(await entriesOf(store)).toEqual(entries)
    expect(await readOf(store)).toEqual(read)
    expect(await readColumns(store)).toHaveLength(2)
    const { state } = await loadReplica(store)
    expect(Buffer.from(encodeState(state))).toEqual(Buffer.from(encodeState((await loadReplica(await inMemory(version))).state)))
  })
})
