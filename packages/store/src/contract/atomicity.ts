import { isStorageFailure } from '../failure.js'
import type { ReplicaStore, StoreWriter } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import { rejectionOf, type TestFunctions } from './test-functions.js'

export function atomicityRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  async function withBaseline(): Promise<ReplicaStore> {
    const store = await makeStorage().open()
    await store.write('strict', async (writer) => {
      writer.put('meta', 'kept', 'old')
      writer.put('log', 1, 'entry')
    })
    return store
  }

  const everything = (store: ReplicaStore): Promise<unknown> =>
    store.read((reader) => Promise.all([reader.entries('meta'), reader.entries('outbox'), reader.entries('log'), reader.entries('pages')]))

  const baseline = [[['kept', 'old']], [], [[1, 'entry']], []]

  function changeAll(writer: StoreWriter): void {
    writer.put('meta', 'kept', 'new')
    writer.put('outbox', 'added', 1)
    writer.clear('log')
    writer.put('pages', 'added', 1)
  }

  it('[ST12] a body reads its own writes', async () => {
    const store = await withBaseline()
    const seen = await store.write('relaxed', async (writer) => {
      changeAll(writer)
      writer.put('log', 2, 'two')
      writer.put('log', 3, 'three')
      writer.deleteRange('log', { from: 3 })
      return [await writer.get('meta', 'kept'), await writer.entries('log'), await writer.keys('pages')]
    })
    expect(seen).toEqual(['new', [[2, 'two']], ['added']])
    await store.close()
  })

  it('[ST13] a body that throws leaves nothing behind, and its own exception comes out', async () => {
    const store = await withBaseline()
    const thrown = new RangeError('the body’s own')
    const early = store.write('relaxed', (writer) => {
      changeAll(writer)
      throw thrown
    })
    expect((await rejectionOf(early)) === thrown).toBe(true)
    const late = store.write('strict', async (writer) => {
      changeAll(writer)
      await writer.get('meta', 'kept')
      throw thrown
    })
    expect((await rejectionOf(late)) === thrown).toBe(true)
    const reading = store.read(async (reader) => {
      await reader.get('meta', 'kept')
      throw thrown
    })
    expect((await rejectionOf(reading)) === thrown).toBe(true)
    expect(await everything(store)).toEqual(baseline)
    await store.close()
  })

  it('[ST14] a failed transaction does not harm the next ones', async () => {
    const store = await withBaseline()
    const failing = Array.from({ length: 5 }, () =>
      store.write('relaxed', async (writer) => {
        changeAll(writer)
        // Left waiting when the body throws.
        void writer.get('meta', 'kept')
        throw new Error('no')
      }),
    )
    const good = store.write('relaxed', async (writer) => {
      writer.put('outbox', 'good', await writer.get('meta', 'kept'))
    })
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(failing.map(() => 'rejected'))
    await good
    expect(await store.read((reader) => reader.entries('outbox'))).toEqual([['good', 'old']])
    await store.close()
  })

  it('[ST15] a body that awaits something else than its transaction fails with reason inactive', async () => {
    const store = await withBaseline()
    const never = new Promise<never>(() => undefined)
    const writing = await rejectionOf(store.write('relaxed', () => never))
    const reading = await rejectionOf(store.read(() => never))
    expect([writing, reading].map((error) => isStorageFailure(error, 'inactive'))).toEqual([true, true])
    expect(await everything(store)).toEqual(baseline)
    await store.close()
  })

  it('[ST16] a transaction that has ended takes nothing more', async () => {
    const store = await withBaseline()
    let kept: StoreWriter | null = null
    await store.write('relaxed', async (writer) => {
      kept = writer
    })
    const escaped = async (use: (writer: StoreWriter) => unknown): Promise<void> => {
      if (kept !== null) await use(kept)
    }
    const failures = await Promise.all([
      rejectionOf(escaped((writer) => writer.get('meta', 'kept'))),
      rejectionOf(escaped((writer) => writer.put('meta', 'kept', 'late'))),
      rejectionOf(escaped((writer) => writer.clear('log'))),
    ])
    expect(failures.map((error) => isStorageFailure(error, 'inactive'))).toEqual([true, true, true])
    expect(await everything(store)).toEqual(baseline)
    await store.close()
  })
}
