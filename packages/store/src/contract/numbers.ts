import type { ReplicaStore } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import { rejectionOf, type TestFunctions } from './test-functions.js'

export function numberRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  const append = (store: ReplicaStore, value: unknown): Promise<number> => store.append('relaxed', value)

  it('[ST26] what is appended gets the next number, in the order of all handles’ transactions', async () => {
    const storage = makeStorage()
    const [left, right] = [await storage.open(), await storage.open()]
    const numbers: number[] = []
    for (let round = 0; round < 5; round++) for (const handle of [left, right]) numbers.push(await append(handle, round))
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => index + 1))
    const concurrent = await Promise.all(Array.from({ length: 10 }, (_, index) => append(index % 2 === 0 ? left : right, index)))
    expect(concurrent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, index) => index + 11))
    await Promise.all([left.close(), right.close()])
  })

  it('[ST26] the number is known inside the transaction, too, and what stands there can be replaced', async () => {
    const store = await makeStorage().open()
    const number = await store.write('strict', async (writer) => {
      const first = await writer.append('journal', 'first')
      writer.put('journal', first, 'replaced')
      return [first, await writer.append('journal', 'second')]
    })
    expect(number).toEqual([1, 2])
    // Who does not need the number inside need not wait for it there.
    const { third } = await store.write('relaxed', async (writer) => ({ third: writer.append('journal', 'third') }))
    expect(await third).toBe(3)
    expect(await store.read((reader) => reader.entries('journal'))).toEqual([
      [1, 'replaced'],
      [2, 'second'],
      [3, 'third'],
    ])
    await store.close()
  })

  it('[ST20] appends take their turn among the other transactions', async () => {
    const store = await makeStorage().open()
    const seen = (): Promise<number> => store.read(async (reader) => (await reader.keys('journal')).length)
    const results = [
      store.append('relaxed', 'a'),
      seen(),
      store.write('relaxed', async (writer) => writer.clear('journal')),
      seen(),
      store.append('strict', 'b'),
      seen(),
    ]
    expect(await Promise.all(results)).toEqual([1, 1, undefined, 0, 2, 1])
    await store.close()
  })

  it('[ST26] numbers are used once, whatever is deleted', async () => {
    const storage = makeStorage()
    const store = await storage.open()
    await append(store, 'first')
    await store.write('relaxed', async (writer) => writer.clear('journal'))
    await append(store, 'second')
    await store.write('relaxed', async (writer) => writer.deleteRange('journal', {}))
    await store.close()
    const again = await storage.open()
    expect(await append(again, 'third')).toBe(3)
    expect(await again.read((reader) => reader.entries('journal'))).toEqual([[3, 'third']])
    await again.close()
  })

  it('[ST26] a transaction that fails uses no number', async () => {
    const store = await makeStorage().open()
    await append(store, 'first')
    const thrown = new Error('on purpose')
    const failing = store.write('relaxed', async (writer) => {
      expect(await writer.append('journal', 'never')).toBe(2)
      throw thrown
    })
    expect((await rejectionOf(failing)) === thrown).toBe(true)
    expect(await append(store, 'second')).toBe(2)
    await store.close()
  })
}
