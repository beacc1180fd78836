import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import {
  createMemoryStorage,
  openIndexedDb,
  storeNames,
  type KeyRange,
  type ReplicaStore,
  type StoreKey,
  type StoreName,
  type StoreWriter,
} from '@torsor/store'
import { compareKeys } from '../src/key/order.js'
import { compactBinary } from '../src/value/compact.js'

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true }),
  fc.constantFrom('', 'a', 'b', 'aa'),
  fc.string({ unit: 'binary', maxLength: 3 }),
)
const key: fc.Arbitrary<StoreKey> = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))
const range: fc.Arbitrary<KeyRange> = fc.record({ from: key, to: key }, { requiredKeys: [] })
const room: fc.Arbitrary<StoreName> = fc.constantFrom(...storeNames)
/** The journal's keys are its own numbers. */
const keyed: fc.Arbitrary<StoreName> = fc.constantFrom(...storeNames.filter((name) => name !== 'journal'))

type Step = (writer: StoreWriter) => void

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(keyed, key, fc.integer()).map(
      ([store, at, value]): Step =>
        (writer) =>
          writer.put(store, at, value),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer().map(
      (value): Step =>
        (writer) =>
          void writer.append('journal', value),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(room, key).map(
      ([store, at]): Step =>
        (writer) =>
          writer.delete(store, at),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(room, range).map(
      ([store, over]): Step =>
        (writer) =>
          writer.deleteRange(store, over),
    ),
  },
  {
    weight: 1,
    arbitrary: room.map(
      (store): Step =>
        (writer) =>
          writer.clear(store),
    ),
  },
)

interface Transaction {
  readonly steps: readonly Step[]
  readonly fails: boolean
}

const transaction: fc.Arbitrary<Transaction> = fc.record({ steps: fc.array(step, { maxLength: 8 }), fails: fc.boolean() })

async function outcome(store: ReplicaStore, history: readonly Transaction[], probe: KeyRange): Promise<unknown> {
  for (const { steps, fails } of history) {
    const running = store.write('relaxed', async (writer) => {
      for (const run of steps) run(writer)
      if (fails) throw new Error('on purpose')
    })
    await running.catch(() => undefined)
  }
  const found = await store.read((reader) =>
    Promise.all(
      storeNames.map(async (name) => [await reader.entries(name), await reader.keys(name, probe), await reader.entries(name, probe)]),
    ),
  )
  await store.close()
  return found
}

describe('memory and IndexedDB', () => {
  it('[ST3] order keys alike', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(indexedDB.cmp(a, b))
      }),
      { numRuns: 2000 },
    )
  })

  it('[ST5] end alike after any history of transactions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(transaction, { maxLength: 6 }), range, async (history, probe) => {
        const memory = await createMemoryStorage().open('torsor:agreement')
        const disk = await openIndexedDb('torsor:agreement', { factory: new IDBFactory() })
        expect(await outcome(memory, history, probe)).toEqual(await outcome(disk, history, probe))
      }),
      { numRuns: 150 },
    )
  })
})

describe('a value that is about to be stored', () => {
  it('[ST8] is the same object where nothing has to be trimmed', () => {
    const value = { bytes: new Uint8Array([1]), list: [{ when: new Date(0) }], map: new Map([[1, 2]]) }
    expect(compactBinary(value)).toBe(value)
  })

  it('[ST8] keeps a property named __proto__ a property', () => {
    const view = new Uint8Array(8).subarray(2, 4)
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}, "inner": {"__proto__": null}}')
    const record = Object.assign(Object.create(null), value, { view })
    Object.defineProperty(record, '__proto__', { value: view, enumerable: true })
    const trimmed = compactBinary(record)
    expect(Object.keys(Object(trimmed)).toSorted()).toEqual(['__proto__', 'inner', 'view'])
    expect(Reflect.getOwnPropertyDescriptor(Object(trimmed), '__proto__')?.value).toEqual(new Uint8Array(2))
    expect(Object.getPrototypeOf(trimmed)).toBe(Object.prototype)
  })

  it('[ST8] may contain itself', () => {
    const value: { self: unknown; view: Uint8Array } = { self: null, view: new Uint8Array(8).subarray(0, 2) }
    value.self = value
    const trimmed = compactBinary(value)
    expect(structuredClone(trimmed)).toMatchObject({ view: new Uint8Array(2), self: { view: new Uint8Array(2) } })
  })
})
