import { describe, expect, it } from 'vitest'
import { createMemoryStorage, openMemory } from '@torsor/store'
import { storeContract } from '@torsor/store/contract'

storeContract(
  'memory',
  () => {
    const storage = createMemoryStorage()
    return { open: (options) => storage.open('torsor:user:space', options) }
  },
  { describe, it, expect },
)

describe('memory', () => {
  it('[ST25] names are separate storages, and openMemory shares with nobody', async () => {
    const storage = createMemoryStorage()
    const stores = [await storage.open('a'), await storage.open('b'), await openMemory('a'), await openMemory('a')]
    await stores[0]?.write('strict', async (writer) => {
      writer.put('meta', 'key', 1)
    })
    const found = await Promise.all(stores.map((store) => store.read((reader) => reader.get('meta', 'key'))))
    expect(found).toEqual([1, undefined, undefined, undefined])
  })
})
