import fc from 'fast-check'
import type { MutatorOf, UpdatePatch } from '../../src/schema/index.js'
import { createMutator } from '../../src/view/index.js'
import type { Intent, ViewState } from '../../src/view/index.js'
import { schema } from './schema.js'
import type { TestSchema } from './schema.js'

export type Write = (m: MutatorOf<TestSchema>) => void

/** The intents of one `mutate` call. */
export function intentsOf(state: ViewState<TestSchema>, ...writes: readonly Write[]): readonly Intent[] {
  let next = 0
  const session = createMutator(
    schema,
    () => state.views,
    (length) => Uint8Array.from({ length }, () => next++ % 251),
  )
  for (const write of writes) write(session.mutator)
  session.close()
  return session.intents
}

/** Those that writes are about, beside those that an insert makes. */
export const ids: readonly string[] = ['a', 'b', 'é', '\uffff', '\u{10000}']
const id = fc.constantFrom(...ids)
const element = fc.constantFrom('x', 'y', '\uffff', '\u{10000}', '__proto__', '')
const units = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(2 ** 53 - 1, -(2 ** 53) + 1))
const int64 = fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)))
const counts = fc.array(fc.tuple(element, units), { maxLength: 3 }).map((entries) => Object.fromEntries(entries) as Record<string, number>)
const closedCounts = fc.record({ up: units, down: units }, { requiredKeys: [] })
const number = fc.double({ noNaN: true, noDefaultInfinity: true })

type Items = TestSchema['shape']['items']['fields']
const update: fc.Arbitrary<UpdatePatch<Items>> = fc.record(
  {
    name: fc.constantFrom('', 'n', 'Bolts'),
    place: fc.constantFrom(null, { lat: 1 }, { lat: 1, tags: ['t'] }),
    note: fc.string({ maxLength: 2 }),
    stock: units,
    litres: fc.integer({ min: -3000, max: 3000 }).map((n) => n / 1000),
    cents: int64,
    high: number,
    low: number,
    votes: closedCounts,
    causes: counts,
  },
  { requiredKeys: [] },
)
const elements = fc.record(
  { marks: fc.subarray(['fragile', 'old'] as const), labels: fc.oneof(element, fc.array(element, { maxLength: 3 })) },
  { requiredKeys: [] },
)
const added = fc.record(
  { stock: units, litres: fc.constantFrom(0.1, 0.3, -1), cents: int64, votes: closedCounts, causes: counts },
  { requiredKeys: [] },
)
const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const index = fc.nat({ max: 3 })

/** Any verb with any argument that it takes, also upon records that are not there. */
export const writes: fc.Arbitrary<Write> = fc.oneof(
  fc.tuple(update, elements).map(
    ([set, put]): Write =>
      (m) =>
        void m.items.insert({ ...set, ...put }),
  ),
  fc.tuple(id, update, elements).map(
    ([id, set, put]): Write =>
      (m) =>
        m.items.upsert(id, { ...set, ...put }),
  ),
  fc.tuple(id, update).map(
    ([id, patch]): Write =>
      (m) =>
        m.items.update(id, patch),
  ),
  fc.tuple(id, added).map(
    ([id, by]): Write =>
      (m) =>
        m.items.add(id, by),
  ),
  fc.tuple(id, elements).map(
    ([id, put]): Write =>
      (m) =>
        m.items.put(id, put),
  ),
  fc.tuple(id, elements).map(
    ([id, remove]): Write =>
      (m) =>
        m.items.remove(id, remove),
  ),
  id.map(
    (id): Write =>
      (m) =>
        m.items.delete(id),
  ),
  fc.tuple(fc.string({ maxLength: 2 }), units).map(
    ([title, ticks]): Write =>
      (m) =>
        m.site.update({ title, ticks }),
  ),
  units.map(
    (ticks): Write =>
      (m) =>
        m.site.add({ ticks }),
  ),
  element.map(
    (tags): Write =>
      (m) =>
        m.site.put({ tags }),
  ),
  element.map(
    (tags): Write =>
      (m) =>
        m.site.remove({ tags }),
  ),
  fc.tuple(fc.nat({ max: 599 }), fc.double()).map(
    ([at, value]): Write =>
      (m) =>
        m.sensors.store(at, value),
  ),
  fc.tuple(fc.nat({ max: 590 }), fc.array(fc.double(), { maxLength: 9 })).map(
    ([at, values]): Write =>
      (m) =>
        m.sensors.store(values, at),
  ),
  fc.tuple(index, word).map(
    ([at, bits]): Write =>
      (m) =>
        m.raw.xor(at, bits),
  ),
  fc.tuple(index, word).map(
    ([at, bits]): Write =>
      (m) =>
        m.raw.store(at, bits),
  ),
  fc.tuple(index, signed).map(
    ([at, by]): Write =>
      (m) =>
        m.signed.add(at, by),
  ),
  fc.tuple(index, signed).map(
    ([at, value]): Write =>
      (m) =>
        m.signed.store(at, value),
  ),
)
