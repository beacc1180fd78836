import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { openIndexedDb, type ReplicaStore, type StoreWriter } from '@torsor/store'
import { abortFromInside, failOperation } from './fake-faults.js'
import { failureOf } from './storage-failure.js'
import { last, watchFactory, type WatchedFactory } from './watched-factory.js'

async function opened(): Promise<{ readonly watched: WatchedFactory; readonly store: ReplicaStore }> {
  const watched = watchFactory(new IDBFactory())
  return { watched, store: await openIndexedDb('torsor:user:space', { factory: watched.factory }) }
}

/** A write that the storage ends with this exception when all is answered and the commit has to come. */
function failingAtCommit(
  store: ReplicaStore,
  watched: WatchedFactory,
  exception: string,
  write: (writer: StoreWriter) => void,
): Promise<void> {
  return store.write('strict', async (writer) => {
    write(writer)
    await writer.get('meta', 'key')
    // Runs when the body has returned and before the transaction's next task.
    process.nextTick(() => {
      abortFromInside(last(watched.transactions), exception)
    })
  })
}

function abortSoon(watched: WatchedFactory): void {
  process.nextTick(() => {
    abortFromInside(last(watched.transactions), 'UnknownError')
  })
}

const put = (writer: StoreWriter): void => writer.put('meta', 'key', 'value')

describe('durability', () => {
  it('[ST35] is asked of the browser as it was asked for', async () => {
    const { watched, store } = await opened()
    await store.write('strict', async (writer) => put(writer))
    await store.write('relaxed', async (writer) => put(writer))
    await store.read((reader) => reader.get('meta', 'key'))
    expect(watched.transactions.map(({ mode, durability }) => [mode, durability])).toEqual([
      ['readwrite', 'strict'],
      ['readwrite', 'relaxed'],
      ['readonly', 'default'],
    ])
  })
})

describe('a commit that fails', () => {
  it('[ST36] by quota happened for certain not', async () => {
    const { watched, store } = await opened()
    const expected = { reason: 'quota', outcome: 'aborted', retryable: false }
    expect(await failureOf(failingAtCommit(store, watched, 'QuotaExceededError', put))).toEqual(expected)
    expect(await store.read((reader) => reader.keys('meta'))).toEqual([])
    expect(watched.connections.length).toBe(1)
  })

  it('[ST37] with its connection may have happened', async () => {
    for (const exception of ['UnknownError', 'AbortError', 'InvalidStateError']) {
      const { watched, store } = await opened()
      const expected = { reason: 'connection-lost', outcome: 'unknown', retryable: true }
      expect(await failureOf(failingAtCommit(store, watched, exception, put))).toEqual(expected)
    }
  })

  it('[ST37] with nothing to commit left nothing behind', async () => {
    const { watched, store } = await opened()
    const failure = await failureOf(failingAtCommit(store, watched, 'UnknownError', () => undefined))
    expect(failure).toEqual({ reason: 'connection-lost', outcome: 'aborted', retryable: true })
  })

  it('[ST37] also before its answers have come: it was asked for when the body returned', async () => {
    const { watched, store } = await opened()
    const failing = store.write('strict', async (writer) => {
      put(writer)
      process.nextTick(() => {
        abortFromInside(last(watched.transactions), 'UnknownError')
      })
    })
    expect(await failureOf(failing)).toEqual({ reason: 'connection-lost', outcome: 'unknown', retryable: true })
  })

  it('[ST37] while the body still waits happened for certain not', async () => {
    const { watched, store } = await opened()
    const failing = store.write('strict', async (writer) => {
      put(writer)
      abortSoon(watched)
      for (let n = 0; n < 10; n++) await writer.get('meta', 'key')
    })
    expect(await failureOf(failing)).toEqual({ reason: 'connection-lost', outcome: 'aborted', retryable: true })
  })

  it('[ST38] for any other reason names the exception', async () => {
    const { watched, store } = await opened()
    const failing = failingAtCommit(store, watched, 'EncodingError', put)
    await expect(failing).rejects.toMatchObject({
      code: 'storage-failed',
      retryable: false,
      data: { reason: 'unknown', exception: 'EncodingError', outcome: 'unknown' },
    })
  })
})

describe('a request that fails', () => {
  it('[ST39] to read, and is caught by the body, does not end the transaction', async () => {
    const { watched, store } = await opened()
    await store.write('relaxed', async (writer) => {
      writer.put('pages', 1, 'damaged')
      writer.put('pages', 2, 'good')
    })
    const caught = await store.write('relaxed', async (writer) => {
      const heal = failOperation(last(watched.transactions), 'pages', 'getValue', 'NotReadableError')
      const failure = await failureOf(writer.get('pages', 1))
      heal()
      writer.put('meta', 'set aside', 1)
      return [failure, await writer.get('pages', 2)]
    })
    expect(caught).toEqual([{ reason: 'unknown', outcome: 'aborted', retryable: false }, 'good'])
    expect(await store.read((reader) => reader.get('meta', 'set aside'))).toBe(1)
  })

  it('[ST39] to read, and is not caught, undoes the transaction', async () => {
    const { watched, store } = await opened()
    const failing = store.write('relaxed', async (writer) => {
      put(writer)
      const heal = failOperation(last(watched.transactions), 'pages', 'getValue', 'NotReadableError')
      await writer.get('pages', 1).finally(heal)
    })
    expect((await failureOf(failing)).reason).toBe('unknown')
    expect(await store.read((reader) => reader.keys('meta'))).toEqual([])
  })

  it('[ST40] to write undoes the transaction, and the reason is that of the request', async () => {
    const { watched, store } = await opened()
    const failWrites = (): (() => void) => failOperation(last(watched.transactions), 'log', 'storeRecord', 'QuotaExceededError')
    let heal = (): void => undefined
    const expected = { reason: 'quota', outcome: 'aborted', retryable: false }

    const returned = store.write('relaxed', async (writer) => {
      put(writer)
      heal = failWrites()
      writer.put('log', 1, 'too much')
    })
    expect(await failureOf(returned)).toEqual(expected)
    heal()

    // The body hears of it from the read that was cut off.
    const waiting = store.write('relaxed', async (writer) => {
      put(writer)
      heal = failWrites()
      writer.put('log', 1, 'too much')
      return writer.get('meta', 'key')
    })
    expect(await failureOf(waiting)).toEqual(expected)
    heal()
    expect(await store.read((reader) => reader.keys('meta'))).toEqual([])
  })

  it('[ST40] to write undoes the transaction also when it is no quota', async () => {
    const { watched, store } = await opened()
    let heal = (): void => undefined
    const failing = store.write('relaxed', async (writer) => {
      heal = failOperation(last(watched.transactions), 'log', 'storeRecord', 'UnknownError')
      writer.put('log', 1, 'lost')
    })
    expect(await failureOf(failing)).toEqual({ reason: 'connection-lost', outcome: 'aborted', retryable: true })
    heal()
  })
})

describe('a body that awaits something else', () => {
  it('[ST41] after it wrote is told that a part may have been committed', async () => {
    const { watched, store } = await opened()
    const failing = store.write('relaxed', async (writer) => {
      put(writer)
      await new Promise((resolve) => last(watched.transactions).addEventListener('complete', resolve))
      writer.put('log', 1, 'too late')
    })
    expect(await failureOf(failing)).toEqual({ reason: 'inactive', outcome: 'partial', retryable: false })
  })
})
