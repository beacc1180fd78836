import { isStorageFailure } from '../failure.js'
import type { ReplicaStore, StoreValue } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import { rejectionOf, type TestFunctions } from './test-functions.js'

export function lifetimeRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  const put = (store: ReplicaStore, value: StoreValue): Promise<void> =>
    store.write('relaxed', async (writer) => {
      writer.put('meta', 'key', value)
    })
  const get = (store: ReplicaStore): Promise<StoreValue> => store.read((reader) => reader.get('meta', 'key'))

  it('[ST21] what is stored outlives its handles', async () => {
    const storage = makeStorage()
    const first = await storage.open()
    const other = await storage.open()
    await put(first, 'kept')
    await first.close()
    expect(await get(other)).toBe('kept')
    await other.close()
    const later = await storage.open()
    expect(await get(later)).toBe('kept')
    await later.close()
  })

  it('[ST22] close lets what was asked for finish, then refuses with reason closed, and may be repeated', async () => {
    const storage = makeStorage()
    const store = await storage.open()
    const other = await storage.open()
    let ran = 0
    const asked = Array.from({ length: 5 }, (_, index) =>
      store.write('relaxed', async (writer) => {
        writer.put('meta', 'key', index)
        await writer.get('meta', 'key')
        ran += 1
      }),
    )
    const closing = store.close()
    const refused = await Promise.all([rejectionOf(put(store, 'late')), rejectionOf(get(store)), rejectionOf(store.erase())])
    expect(refused.map((error) => isStorageFailure(error, 'closed'))).toEqual([true, true, true])
    await closing
    expect(ran).toBe(5)
    await Promise.all(asked)
    await store.close()
    expect(await get(other)).toBe(4)
    await other.close()
  })

  it('[ST23] erase deletes everything and closes its handle', async () => {
    const storage = makeStorage()
    const store = await storage.open()
    const asked = put(store, 'gone')
    await store.erase()
    await asked
    expect(isStorageFailure(await rejectionOf(get(store)), 'closed')).toBe(true)
    const anew = await storage.open()
    expect(await anew.read((reader) => reader.keys('meta'))).toEqual([])
    await anew.close()
  })

  it('[ST24] other handles of an erased storage fail with reason erased, and leave alone what was made anew', async () => {
    const storage = makeStorage()
    const eraser = await storage.open()
    const idle = await storage.open()
    const other = await storage.open()
    await put(other, 'old')
    await eraser.erase()
    expect(isStorageFailure(await rejectionOf(get(other)), 'erased')).toBe(true)
    const anew = await storage.open()
    await put(anew, 'new')
    const refused = await Promise.all([rejectionOf(put(other, 'stale')), rejectionOf(put(idle, 'stale')), rejectionOf(get(idle))])
    expect(refused.map((error) => isStorageFailure(error, 'erased'))).toEqual([true, true, true])
    await other.erase()
    await idle.close()
    expect(await get(anew)).toBe('new')
    await anew.close()
  })
}
