import { describe, expect, it } from 'vitest'
import { openIndexedDb, type ReplicaStore } from '@torsor/store'
import { failureOf } from './storage-failure.js'
import { eventOf, last, watchFactory } from './watched-factory.js'

const put = (store: ReplicaStore, key: string, value: unknown): Promise<void> =>
  store.write('relaxed', async (writer) => {
    writer.put('pages', key, value)
  })
const get = (store: ReplicaStore, key: string): Promise<unknown> => store.read((reader) => reader.get('pages', key))

/** A storage bucket: IndexedDB with a real quota of its own, in bytes. Missing in the typings. */
interface StorageBuckets {
  open(name: string, options: { readonly quota: number }): Promise<{ readonly indexedDB: IDBFactory }>
}

declare global {
  interface Navigator {
    readonly storageBuckets: StorageBuckets
  }
}

async function smallBucket(quota: number): Promise<IDBFactory> {
  const bucket = await navigator.storageBuckets.open('small', { quota })
  return bucket.indexedDB
}

describe('IndexedDB of Chromium', () => {
  it('[P5] [ST30] is opened again when its connection is dead', async () => {
    const watched = watchFactory(indexedDB)
    const store = await openIndexedDb('torsor:dead', { factory: watched.factory })
    await put(store, 'key', 1)
    last(watched.connections).close()
    await put(store, 'key', 2)
    expect(await get(store, 'key')).toBe(2)
    expect(watched.connections.length).toBe(2)
    await store.erase()
  })

  it('[P5] [ST33] lets a newer release upgrade at once, and then writes nothing more, and reads what was there', async () => {
    const store = await openIndexedDb('torsor:upgraded')
    await put(store, 'key', 0)
    const upgrade = indexedDB.open('torsor:upgraded', 1000)
    expect(await eventOf(upgrade, 'success', 'blocked', 'error')).toBe('success')
    expect(await failureOf(put(store, 'key', 1))).toEqual({ reason: 'version', outcome: 'aborted', retryable: false })
    expect(await get(store, 'key')).toBe(0)
    expect((await failureOf(store.erase())).reason).toBe('version')
    upgrade.result.close()
    expect(await eventOf(indexedDB.deleteDatabase('torsor:upgraded'), 'success', 'blocked', 'error')).toBe('success')
  })

  it('[ST35] is asked for the durability that was asked for', async () => {
    const watched = watchFactory(indexedDB)
    const store = await openIndexedDb('torsor:durability', { factory: watched.factory })
    await store.write('strict', async (writer) => writer.put('meta', 'key', 1))
    await store.write('relaxed', async (writer) => writer.put('meta', 'key', 2))
    expect(watched.transactions.map(({ durability }) => durability)).toEqual(['strict', 'relaxed'])
    await store.erase()
  })

  it('[ST36] reports a full quota, and keeps what was there', async () => {
    const store = await openIndexedDb('torsor:quota', { factory: await smallBucket(500_000) })
    await put(store, 'kept', 1)
    const failing = store.write('strict', async (writer) => {
      for (let index = 0; index < 100; index += 1) writer.put('pages', index, crypto.getRandomValues(new Uint8Array(50_000)))
    })
    expect(await failureOf(failing)).toEqual({ reason: 'quota', outcome: 'aborted', retryable: false })
    expect(await store.read((reader) => reader.keys('pages'))).toEqual(['kept'])
    await store.erase()
  })

  it('[ST41] tells a body that awaited something else after it wrote that a part may have been committed', async () => {
    const store = await openIndexedDb('torsor:escaped')
    const failing = store.write('relaxed', async (writer) => {
      writer.put('pages', 'key', 1)
      await new Promise(() => undefined)
    })
    expect(await failureOf(failing)).toEqual({ reason: 'inactive', outcome: 'partial', retryable: false })
    await store.erase()
  })

  it('[ST42] fails erase with reason blocked when another connection does not let go', async () => {
    const store = await openIndexedDb('torsor:blocked', { blockedAfter: 100 })
    const request = indexedDB.open('torsor:blocked')
    await eventOf(request, 'success')
    expect(await failureOf(store.erase())).toEqual({ reason: 'blocked', outcome: 'aborted', retryable: true })
    expect(await failureOf(openIndexedDb('torsor:blocked', { blockedAfter: 100 }))).toEqual({
      reason: 'blocked',
      outcome: 'aborted',
      retryable: true,
    })
    request.result.close()
    const anew = await openIndexedDb('torsor:blocked')
    await anew.erase()
  })
})
