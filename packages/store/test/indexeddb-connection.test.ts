import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { openIndexedDb, type ReplicaStore, type StoreValue } from '@torsor/store'
import { abortFromInside, closeByForce } from './fake-faults.js'
import { failureOf } from './storage-failure.js'
import { eventOf, last, watchFactory, type WatchedFactory } from './watched-factory.js'

const name = 'torsor:user:space'

const append = (store: ReplicaStore, value: StoreValue): Promise<number> =>
  store.write('relaxed', async (writer) => {
    const number = (await writer.keys('log')).length + 1
    writer.put('log', number, value)
    return number
  })

const values = async (store: ReplicaStore): Promise<readonly unknown[]> =>
  (await store.read((reader) => reader.entries('log'))).map(([, value]) => value)

async function opened(): Promise<{ readonly real: IDBFactory; readonly watched: WatchedFactory; readonly store: ReplicaStore }> {
  const real = new IDBFactory()
  const watched = watchFactory(real)
  const store = await openIndexedDb(name, { factory: watched.factory })
  await append(store, 'before')
  return { real, watched, store }
}

describe('a connection that dies', () => {
  it('[ST30] is opened again when a transaction cannot be begun on it', async () => {
    const { watched, store } = await opened()
    last(watched.connections).close()
    await append(store, 'after')
    expect(await values(store)).toEqual(['before', 'after'])
    expect(watched.connections.length).toBe(2)
  })

  it('[ST30] is opened again once for all who wait, and their order stays', async () => {
    const { watched, store } = await opened()
    last(watched.connections).close()
    const numbers = await Promise.all([1, 2, 3, 4, 5].map((value) => append(store, value)))
    expect(numbers).toEqual([2, 3, 4, 5, 6])
    expect(await values(store)).toEqual(['before', 1, 2, 3, 4, 5])
    expect(watched.connections.length).toBe(2)
  })

  it('[ST30] is opened again after a close event', async () => {
    const { watched, store } = await opened()
    const connection = last(watched.connections)
    const closed = eventOf(connection, 'close')
    closeByForce(connection)
    await closed
    connection.transaction = () => {
      throw new Error('A connection that is known to be closed was asked again.')
    }
    expect(await values(store)).toEqual(['before'])
    expect(watched.connections.length).toBe(2)
  })

  it('[ST31] fails retryable when the next connection is dead too, and the call after that tries again', async () => {
    const { real, store, watched } = await opened()
    await store.close()
    let dead = true
    const factory = {
      open: (...parameters: Parameters<IDBFactory['open']>) => {
        const request = watched.factory.open(...parameters)
        request.addEventListener('success', () => {
          if (dead) request.result.close()
        })
        return request
      },
      deleteDatabase: real.deleteDatabase.bind(real),
    }
    const failing = await openIndexedDb(name, { factory })
    const before = watched.connections.length
    expect(await failureOf(append(failing, 'lost'))).toEqual({ reason: 'connection-lost', outcome: 'aborted', retryable: true })
    expect(watched.connections.length).toBe(before + 1)
    dead = false
    await append(failing, 'after')
    expect(await values(failing)).toEqual(['before', 'after'])
  })

  it('[ST32] fails a body that had begun, without running it twice; the next call has a new connection', async () => {
    const { watched, store } = await opened()
    let runs = 0
    const failing = store.write('relaxed', async (writer) => {
      runs += 1
      writer.put('log', 9, 'lost')
      await writer.get('log', 1)
      abortFromInside(last(watched.transactions), 'UnknownError')
      return writer.get('log', 1)
    })
    expect(await failureOf(failing)).toEqual({ reason: 'connection-lost', outcome: 'aborted', retryable: true })
    expect(runs).toBe(1)
    expect(await values(store)).toEqual(['before'])
    expect(watched.connections.length).toBe(2)
  })
})

describe('a storage that changed behind a handle', () => {
  it('[P5] [ST33] lets a newer release upgrade at once, and then writes nothing more, and reads what was there', async () => {
    const { real, store } = await opened()
    const upgrade = real.open(name, 1000)
    expect(await eventOf(upgrade, 'success', 'blocked', 'error')).toBe('success')
    const expected = { reason: 'version', outcome: 'aborted', retryable: false }
    expect(await failureOf(append(store, 'lost'))).toEqual(expected)
    expect(await failureOf(store.erase())).toEqual(expected)
    expect((await real.databases()).map(({ version }) => version)).toEqual([1000])
    expect(await failureOf(openIndexedDb(name, { factory: real }))).toEqual(expected)
  })

  it('[ST33] what was asked for before the upgrade is done, and what was there is read, again and again', async () => {
    const { real, store } = await opened()
    const asked = append(store, 'asked')
    const upgrade = real.open(name, 1000)
    upgrade.addEventListener('upgradeneeded', () => {
      upgrade.transaction?.objectStore('log').clear()
    })
    expect(await eventOf(upgrade, 'success', 'error')).toBe('success')
    expect(await asked).toBe(2)
    expect(await values(store)).toEqual(['before', 'asked'])
    const thrown = new Error('on purpose')
    await expect(store.read(() => Promise.reject(thrown))).rejects.toBe(thrown)
    expect(await values(store)).toEqual(['before', 'asked'])
    await store.close()
    expect((await failureOf(values(store))).reason).toBe('closed')
  })

  it('[ST33] goes on when the upgrade did not happen', async () => {
    const { real, store } = await opened()
    const upgrade = real.open(name, 1000)
    upgrade.addEventListener('upgradeneeded', () => {
      upgrade.transaction?.abort()
    })
    expect(await eventOf(upgrade, 'success', 'error')).toBe('error')
    await append(store, 'after')
    expect(await values(store)).toEqual(['before', 'after'])
  })

  it('[ST34] tells that the browser deleted it while the connection was gone, and does not make it anew', async () => {
    const { real, watched, store } = await opened()
    last(watched.connections).close()
    expect(await eventOf(real.deleteDatabase(name), 'success')).toBe('success')
    const expected = { reason: 'erased', outcome: 'aborted', retryable: false }
    expect(await failureOf(append(store, 'lost'))).toEqual(expected)
    expect(await failureOf(values(store))).toEqual(expected)
    await store.erase()
    expect(await real.databases()).toEqual([])
  })

  it('[ST34] tells its own storage from one that was made anew while the connection was gone', async () => {
    const { real, watched, store } = await opened()
    last(watched.connections).close()
    await eventOf(real.deleteDatabase(name), 'success')
    const anew = await openIndexedDb(name, { factory: real })
    await append(anew, 'new')
    expect((await failureOf(append(store, 'stale'))).reason).toBe('erased')
    await store.erase()
    expect(await values(anew)).toEqual(['new'])
  })
})
