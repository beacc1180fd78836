import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openIndexedDb, type Schedule, type StoreWriter } from '@torsor/store'
import { failureOf } from './storage-failure.js'
import { eventOf, last, watchFactory } from './watched-factory.js'

const name = 'torsor:user:space'

/** Time that passes when the test says so. */
function manualSchedule(): { readonly schedule: Schedule; readonly waiting: Set<() => void>; passAll(): void } {
  const waiting = new Set<() => void>()
  return {
    waiting,
    schedule: (callback) => {
      waiting.add(callback)
      return () => {
        waiting.delete(callback)
      }
    },
    passAll: () => {
      for (const callback of waiting) callback()
    },
  }
}

/** A connection of somebody who does not listen to `versionchange`, and so blocks everybody. */
async function stubbornConnection(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(name)
  await eventOf(request, 'success')
  return request.result
}

const blocked = { reason: 'blocked', outcome: 'aborted', retryable: true }

describe('a browser that does not answer', () => {
  it('[ST42] fails erase with reason blocked when another connection does not let go', async () => {
    const real = new IDBFactory()
    const time = manualSchedule()
    const watched = watchFactory(real)
    const store = await openIndexedDb(name, { factory: watched.factory, schedule: time.schedule })
    expect(time.waiting.size).toBe(0)
    const stubborn = await stubbornConnection(real)
    // The deletion waits for it, and so has been asked for when it hears of it.
    const asked = eventOf(stubborn, 'versionchange')
    const erased = failureOf(store.erase())
    await asked
    time.passAll()
    expect(await erased).toEqual(blocked)
    stubborn.close()
    await eventOf(last(watched.deletions), 'success')
    expect(await real.databases()).toEqual([])
  })

  it('[ST42] fails open behind a deletion that hangs, and closes the connection that comes too late', async () => {
    const real = new IDBFactory()
    const time = manualSchedule()
    const watched = watchFactory(real)
    await (await openIndexedDb(name, { factory: real })).close()
    const stubborn = await stubbornConnection(real)
    expect(await eventOf(real.deleteDatabase(name), 'blocked')).toBe('blocked')
    const opening = failureOf(openIndexedDb(name, { factory: watched.factory, schedule: time.schedule }))
    time.passAll()
    expect(await opening).toEqual(blocked)
    const late = eventOf(last(watched.openings), 'success')
    stubborn.close()
    await late
    // It is closed when nobody is in the way of the next deletion.
    expect(await eventOf(real.deleteDatabase(name), 'success', 'blocked')).toBe('success')
  })
})

describe('an upgrade', () => {
  it('[ST42] [ST44] fails with reason blocked as long as an older page does not let go, and happens as soon as it does', async () => {
    const real = new IDBFactory()
    const time = manualSchedule()
    const watched = watchFactory(real)
    const before = await openIndexedDb(name, { factory: real })
    await before.append('relaxed', 'batch')
    await before.close()
    const stubborn = await stubbornConnection(real)
    const asked = eventOf(stubborn, 'versionchange')
    const migrations = [async (writer: StoreWriter) => writer.put('meta', 'steps', Number((await writer.get('meta', 'steps')) ?? 0) + 1)]
    const options = { factory: watched.factory, schedule: time.schedule, migrations }
    const opening = failureOf(openIndexedDb(name, options))
    await asked
    time.passAll()
    expect(await opening).toEqual(blocked)
    const again = openIndexedDb(name, options)
    stubborn.close()
    const store = await again
    expect(await store.read((reader) => Promise.all([reader.entries('journal'), reader.get('meta', 'steps')]))).toEqual([[[1, 'batch']], 1])
    // Nobody holds it open who gave up.
    await store.close()
    expect(await eventOf(real.deleteDatabase(name), 'success', 'blocked')).toBe('success')
  })
})

describe('a browser without storage', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('[ST43] fails with reason unavailable where there is none', async () => {
    vi.stubGlobal('indexedDB', undefined)
    expect(await failureOf(openIndexedDb(name))).toEqual({ reason: 'unavailable', outcome: 'aborted', retryable: false })
  })

  it('[ST43] fails with reason unavailable where it is forbidden', async () => {
    const forbid = (): never => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    const failure = await failureOf(openIndexedDb(name, { factory: { open: forbid, deleteDatabase: forbid } }))
    expect(failure).toEqual({ reason: 'unavailable', outcome: 'aborted', retryable: false })
  })
})
