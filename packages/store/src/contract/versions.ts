import { isStorageFailure } from '../failure.js'
import type { Migration, OpenOptions, ReplicaStore, StoreValue } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import { rejectionOf, type TestFunctions } from './test-functions.js'

/** Doubles every number that is stored. */
const double: Migration = async (writer) => {
  for (const [key, value] of await writer.entries('meta')) writer.put('meta', key, Number(value) * 2)
}

/** Renames the key, and notes what it found in another room. */
const rename: Migration = async (writer) => {
  const value = await writer.get('meta', 'key')
  writer.delete('meta', 'key')
  writer.put('meta', 'renamed', value)
  writer.put('log', 1, await writer.keys('journal'))
}

export function versionRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  const put = (store: ReplicaStore, value: StoreValue): Promise<void> =>
    store.write('relaxed', async (writer) => {
      writer.put('meta', 'key', value)
    })
  const all = (store: ReplicaStore): Promise<StoreValue> =>
    store.read((reader) => Promise.all([reader.entries('meta'), reader.entries('log'), reader.entries('journal')]))
  const isVersion = (error: unknown): boolean => isStorageFailure(error, 'version')

  it('[ST44] what an earlier version stored goes through every step that it lacks, once, in order', async () => {
    const storage = makeStorage()
    const first = await storage.open()
    await put(first, 1)
    await first.append('relaxed', 'batch')
    await first.close()
    const second = await storage.open({ migrations: [double] })
    expect(await all(second)).toEqual([[['key', 2]], [], [[1, 'batch']]])
    await second.close()
    const third = { migrations: [double, rename] }
    for (let times = 0; times < 2; times++) {
      const store = await storage.open(third)
      expect(await all(store)).toEqual([[['renamed', 2]], [[1, [1]]], [[1, 'batch']]])
      await store.close()
    }
    const store = await storage.open(third)
    expect(await store.append('relaxed', 'next')).toBe(2)
    await store.close()
  })

  it('[ST44] what is new is of the version that is wanted, and goes through no step', async () => {
    const storage = makeStorage()
    const fails: Migration = () => Promise.reject(new Error('there is nothing to migrate'))
    const store = await storage.open({ migrations: [fails] })
    await put(store, 1)
    await store.close()
    const again = await storage.open({ migrations: [fails] })
    expect(await all(again)).toEqual([[['key', 1]], [], []])
    await again.close()
  })

  it('[ST45] a step that fails leaves everything, the version too, as it was, and its error comes out', async () => {
    const storage = makeStorage()
    const before = await storage.open()
    await put(before, 1)
    const thrown = new Error('on purpose')
    const fails: Migration = async (writer) => {
      await rename(writer)
      throw thrown
    }
    expect((await rejectionOf(storage.open({ migrations: [double, fails] }))) === thrown).toBe(true)
    // Who had it open goes on.
    await put(before, 3)
    await before.close()
    const store = await storage.open()
    expect(await all(store)).toEqual([[['key', 3]], [], []])
    await store.close()
    const migrated = await storage.open({ migrations: [double] })
    expect(await all(migrated)).toEqual([[['key', 6]], [], []])
    await migrated.close()
  })

  it('[ST46] what a later version stored is not opened by an earlier one, and stays as it is', async () => {
    const storage = makeStorage()
    const later: OpenOptions = { migrations: [double] }
    const store = await storage.open(later)
    await put(store, 1)
    const refused = await rejectionOf(storage.open())
    expect(isVersion(refused)).toBe(true)
    expect((refused as { readonly code?: unknown; readonly retryable?: unknown }).code).toBe('storage-incompatible')
    expect((refused as { readonly retryable?: unknown }).retryable).toBe(false)
    await put(store, 2)
    await store.close()
    const again = await storage.open(later)
    expect(await all(again)).toEqual([[['key', 2]], [], []])
    await again.close()
  })

  it('[ST47] an upgrade does not wait for handles of the earlier version: they read what was there before, and write no more', async () => {
    const storage = makeStorage()
    const told: unknown[] = []
    const old = await storage.open({ outdated: (error) => told.push(error) })
    await put(old, 1)
    await old.append('relaxed', 'batch')
    const asked = put(old, 2)
    const newer = await storage.open({ migrations: [double] })
    await asked
    await put(newer, 'new')
    expect(await all(old)).toEqual([[['key', 2]], [], [[1, 'batch']]])
    const refused = await Promise.all([rejectionOf(put(old, 'stale')), rejectionOf(old.append('relaxed', 'stale'))])
    expect(refused.map(isVersion)).toEqual([true, true])
    expect(told.map(isVersion)).toEqual([true])
    expect(isVersion(await rejectionOf(old.erase()))).toBe(true)
    expect(await all(newer)).toEqual([[['key', 'new']], [], [[1, 'batch']]])
    await newer.close()
  })

  it('[ST47] a handle that asks for nothing is told of it, too', async () => {
    const storage = makeStorage()
    let newer: Promise<ReplicaStore> | null = null
    const told = new Promise((resolve) => {
      newer = storage.open({ outdated: resolve }).then(() => storage.open({ migrations: [double] }))
    })
    expect(isVersion(await told)).toBe(true)
    const opened = await (newer as Promise<ReplicaStore> | null)
    await opened?.close()
  })
}
