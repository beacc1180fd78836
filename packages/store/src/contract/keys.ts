import { storeNames, type KeyRange, type ReplicaStore, type StoreKey } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import type { TestFunctions } from './test-functions.js'

/** In the order that [ST3] demands. */
const ordered: readonly StoreKey[] = [
  -Infinity,
  -1.5,
  0,
  2,
  10,
  2 ** 53,
  '',
  '10',
  '2',
  'Z',
  'a',
  'aa',
  // A surrogate pair sorts by its code units, so before U+FFFD, although its code point is greater.
  '\u{1F600}',
  '\uFFFD',
  [],
  [1],
  [1, 1],
  [1, 'a'],
  [2],
  ['a'],
  ['a', 0],
  ['b'],
]

const shuffled: readonly StoreKey[] = ordered.map((_, index) => ordered[(index * 7 + 3) % ordered.length] ?? 0)

export function keyRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  async function filled(keys: readonly StoreKey[]): Promise<ReplicaStore> {
    const store = await makeStorage().open()
    await store.write('relaxed', async (writer) => {
      for (const key of keys) writer.put('log', key, `value of ${JSON.stringify(key)}`)
    })
    return store
  }

  it('[ST1] the rooms are separate', async () => {
    const store = await makeStorage().open()
    await store.write('relaxed', async (writer) => {
      for (const name of ['meta', 'outbox', 'log', 'pages'] as const) writer.put(name, 1, name)
      await writer.append('journal', 'journal')
    })
    await store.write('relaxed', async (writer) => {
      writer.delete('outbox', 1)
      writer.clear('pages')
    })
    const found = await store.read((reader) => Promise.all(storeNames.map((name) => reader.get(name, 1))))
    expect(found).toEqual(['meta', undefined, 'log', undefined, 'journal'])
    await store.close()
  })

  it('[ST2] a key that was never put has no value, and put replaces', async () => {
    const store = await makeStorage().open()
    expect(await store.read((reader) => reader.get('meta', 'absent'))).toBe(undefined)
    await store.write('relaxed', async (writer) => {
      writer.put('meta', ['a', 1], 'first')
      writer.put('meta', ['a', 1], 'second')
    })
    await store.write('relaxed', async (writer) => {
      writer.put('meta', ['a', 1], 'third')
    })
    expect(await store.read((reader) => reader.entries('meta'))).toEqual([[['a', 1], 'third']])
    await store.close()
  })

  it('[ST3] keys and entries come in key order: numbers, strings by code units, arrays by element', async () => {
    const store = await filled(shuffled)
    const expected = ordered.map((key) => [key, `value of ${JSON.stringify(key)}`])
    expect(await store.read((reader) => reader.keys('log'))).toEqual(ordered)
    expect(await store.read((reader) => reader.entries('log'))).toEqual(expected)
    await store.close()
  })

  it('[ST4] a range includes both of its ends, an end may be open, and from after to is empty', async () => {
    const store = await filled(shuffled)
    const ranges: readonly (readonly [KeyRange, readonly StoreKey[]])[] = [
      [{}, ordered],
      [{ from: 2, to: 10 }, [2, 10]],
      [{ from: 3, to: 9 }, []],
      [{ from: 10, to: '' }, [10, 2 ** 53, '']],
      [{ to: 0 }, [-Infinity, -1.5, 0]],
      [{ from: ['a', 0] }, [['a', 0], ['b']]],
      [{ from: [1], to: [1, 'a'] }, [[1], [1, 1], [1, 'a']]],
      [{ from: 'a', to: 'a' }, ['a']],
      [{ from: 10, to: 2 }, []],
      [{ from: 'a', to: 5 }, []],
    ]
    for (const [range, expected] of ranges) {
      const [keys, entries] = await store.read((reader) => Promise.all([reader.keys('log', range), reader.entries('log', range)]))
      expect(keys, JSON.stringify(range)).toEqual(expected)
      expect(
        entries.map(([key]) => key),
        JSON.stringify(range),
      ).toEqual(expected)
    }
    await store.close()
  })

  it('[ST5] delete, deleteRange and clear remove what they name and nothing else', async () => {
    const store = await filled([1, 2, 3, 4, 5, '1', ['1']])
    const keys = (): Promise<readonly StoreKey[]> => store.read((reader) => reader.keys('log'))
    await store.write('relaxed', async (writer) => {
      writer.delete('log', 1)
      writer.delete('log', 'absent')
      writer.deleteRange('log', { from: 5, to: 4 })
      writer.deleteRange('log', { from: 3, to: 4 })
    })
    expect(await keys()).toEqual([2, 5, '1', ['1']])
    await store.write('relaxed', async (writer) => {
      writer.deleteRange('log', { from: '1' })
    })
    expect(await keys()).toEqual([2, 5])
    await store.write('relaxed', async (writer) => {
      writer.deleteRange('log', {})
      writer.put('log', 7, 'after')
    })
    expect(await keys()).toEqual([7])
    await store.write('relaxed', async (writer) => {
      writer.clear('log')
      writer.put('log', 8, 'after')
    })
    expect(await keys()).toEqual([8])
    await store.close()
  })
}
