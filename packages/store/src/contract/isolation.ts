import type { ReplicaStore } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import type { TestFunctions } from './test-functions.js'

export function isolationRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  async function twoHandles(): Promise<readonly [ReplicaStore, ReplicaStore]> {
    const storage = makeStorage()
    return [await storage.open(), await storage.open()]
  }

  it('[ST17] what a write has resolved with is seen on every handle', async () => {
    const [left, right] = await twoHandles()
    for (const durability of ['relaxed', 'strict'] as const) {
      const result = await left.write(durability, async (writer) => {
        writer.put('meta', 'a', durability)
        writer.put('outbox', 'b', durability)
        return `result of ${durability}`
      })
      expect(result).toBe(`result of ${durability}`)
      for (const handle of [left, right]) {
        const seen = await handle.read((reader) => Promise.all([reader.get('meta', 'a'), reader.get('outbox', 'b')]))
        expect(seen).toEqual([durability, durability])
      }
    }
    await Promise.all([left.close(), right.close()])
  })

  it('[ST18] writes are serializable: every increment of two handles counts, whatever else they touch', async () => {
    const [left, right] = await twoHandles()
    const increment = (handle: ReplicaStore, room: 'log' | 'pages', index: number): Promise<void> =>
      handle.write(index % 5 === 0 ? 'strict' : 'relaxed', async (writer) => {
        const number = Number((await writer.get('meta', 'number')) ?? 0) + 1
        writer.put(room, number, index)
        await writer.entries(room)
        writer.put('meta', 'number', number)
      })
    const times = Array.from({ length: 50 }, (_, index) => index)
    await Promise.all(times.flatMap((index) => [increment(left, 'log', index), increment(right, 'pages', index)]))
    const [number, log, pages] = await left.read((reader) =>
      Promise.all([reader.get('meta', 'number'), reader.keys('log'), reader.keys('pages')]),
    )
    expect(number).toBe(100)
    expect([...log, ...pages].toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    await Promise.all([left.close(), right.close()])
  })

  it('[ST19] a read sees one snapshot: all of a concurrent write or none of it', async () => {
    const [left, right] = await twoHandles()
    await left.write('relaxed', async (writer) => {
      writer.put('meta', 'value', 0)
      writer.put('pages', 'value', 0)
    })
    const writes: Promise<void>[] = []
    const reads: Promise<readonly unknown[]>[] = []
    for (let value = 1; value <= 25; value += 1) {
      writes.push(
        left.write('relaxed', async (writer) => {
          writer.put('meta', 'value', value)
          await writer.get('meta', 'value')
          writer.put('pages', 'value', value)
        }),
      )
      reads.push(
        right.read(async (reader) => {
          const first = await reader.get('meta', 'value')
          const second = await reader.get('pages', 'value')
          return [first, second, await reader.get('meta', 'value')]
        }),
      )
    }
    await Promise.all(writes)
    for (const seen of await Promise.all(reads)) expect(seen).toEqual([seen[0], seen[0], seen[0]])
    await Promise.all([left.close(), right.close()])
  })

  it('[ST20] transactions of one handle take effect in the order in which they were asked for', async () => {
    const store = await makeStorage().open()
    const order: unknown[] = []
    const asked: Promise<unknown>[] = []
    for (let index = 0; index < 10; index += 1) {
      asked.push(
        store.write(index % 2 === 0 ? 'strict' : 'relaxed', async (writer) => {
          writer.put('meta', 'last', index)
        }),
        store.read(async (reader) => {
          order.push(await reader.get('meta', 'last'))
        }),
      )
    }
    await Promise.all(asked)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    await store.close()
  })
}
