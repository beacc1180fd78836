import type { ReplicaStore, StoreValue } from '../port.js'
import type { MakeStorage } from './make-storage.js'
import { nameOf, thrownBy, type TestFunctions } from './test-functions.js'

export function valueRules(makeStorage: MakeStorage, { it, expect }: TestFunctions): void {
  async function roundTrip(value: StoreValue): Promise<StoreValue> {
    const store = await makeStorage().open()
    await store.write('relaxed', async (writer) => {
      writer.put('pages', 'key', value)
    })
    const found = await readKey(store)
    await store.close()
    return found
  }

  it('[ST6] values come back equal, of every kind that is stored', async () => {
    const values: readonly StoreValue[] = [
      null,
      false,
      -0,
      1e300,
      -(2n ** 63n),
      'a\u0000\uD83D\uDE00',
      new Uint8Array(),
      new Uint8Array([1, 255]).buffer,
      [1, [2, { three: 3n, none: undefined }]],
      new Map([['key', new Set([1])]]),
    ]
    expect(await roundTrip(values)).toEqual(values)
    expect(await roundTrip(undefined)).toBe(undefined)
  })

  it('[ST7] values are copied on the way in and on the way out', async () => {
    const store = await makeStorage().open()
    const bytes = new Uint8Array([1, 2, 3])
    const value = { list: [1], bytes }
    const original = { list: [1], bytes: new Uint8Array([1, 2, 3]) }
    await store.write('relaxed', async (writer) => {
      writer.put('pages', 'key', value)
      value.list.push(2)
      bytes[0] = 9
    })
    const first = await readKey(store)
    expect(first).toEqual(original)
    if (isRecord(first) && Array.isArray(first['list'])) first['list'].push(3)
    expect(await readKey(store)).toEqual(original)
    const [, listed] = await store.read((reader) => Promise.all([reader.get('pages', 'key'), reader.entries('pages')]))
    expect(listed).toEqual([['key', original]])
    await store.close()
  })

  it('[ST8] a view of a larger buffer comes back equal and without the rest of that buffer', async () => {
    const large = new Uint8Array(1 << 20).fill(7)
    large.set([1, 2, 3], 5000)
    const view = large.subarray(5000, 5003)
    const found = await roundTrip({ view, nested: [{ again: view }], whole: new Uint8Array([4]) })
    expect(found).toEqual({ view: new Uint8Array([1, 2, 3]), nested: [{ again: new Uint8Array([1, 2, 3]) }], whole: new Uint8Array([4]) })
    expect(isRecord(found) ? bufferLength(found['view']) : null).toBe(3)
    const alone = await roundTrip(view)
    expect(alone).toEqual(new Uint8Array([1, 2, 3]))
    expect(bufferLength(alone)).toBe(3)
  })

  it('[ST9] large values come back whole', async () => {
    const large = new Uint8Array(8 << 20)
    for (let index = 0; index < large.length; index += 1) large[index] = (index * 31 + (index >> 12)) & 255
    const found = await roundTrip(large)
    expect(found instanceof Uint8Array ? firstDifference(found, large) : 'no bytes').toBe(-1)
  })

  it('[ST10] a value or key that cannot be stored is thrown at the call, and a body that catches it goes on', async () => {
    const store = await makeStorage().open()
    await store.write('relaxed', async (writer) => {
      writer.put('pages', 'before', 1)
      expect(nameOf(thrownBy(() => writer.put('pages', 'key', () => 1)))).toBe('DataCloneError')
      expect(nameOf(thrownBy(() => writer.put('pages', Number.NaN, 1)))).toBe('DataError')
      expect(nameOf(thrownBy(() => writer.delete('pages', ['a', Number.NaN])))).toBe('DataError')
      writer.put('pages', 'key', 2)
    })
    expect(await store.read((reader) => reader.entries('pages'))).toEqual([
      ['before', 1],
      ['key', 2],
    ])
    await store.close()
  })

  it('[ST11] a read of a key that cannot be one rejects, and a body that catches it goes on', async () => {
    const store = await makeStorage().open()
    await store.write('relaxed', async (writer) => {
      writer.put('meta', 'before', 1)
      const failed = await writer.get('meta', Number.NaN).catch(nameOf)
      expect(failed).toBe('DataError')
      writer.put('meta', 'after', await writer.get('meta', 'before'))
    })
    expect(await store.read((reader) => reader.keys('meta'))).toEqual(['after', 'before'])
    await store.close()
  })
}

function readKey(store: ReplicaStore): Promise<StoreValue> {
  return store.read((reader) => reader.get('pages', 'key'))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function bufferLength(value: unknown): number | null {
  return value instanceof Uint8Array ? value.buffer.byteLength : null
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length)
  return a.findIndex((byte, index) => byte !== b[index])
}
