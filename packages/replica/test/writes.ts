import fc from 'fast-check'
import type { Write } from './device.js'

const id = fc.constantFrom('a', 'b')
const label = fc.constantFrom('x', 'y')
const labels = fc.uniqueArray(label, { maxLength: 2 })
const amount = fc.integer({ min: -9, max: 9 })
const votes = fc.record({ up: amount, down: amount }, { requiredKeys: [] })
const init = fc.record(
  { name: fc.constantFrom('n', 'm', ''), stock: amount, high: amount, low: amount, votes, labels },
  { requiredKeys: [] },
)
const patch = fc.record({ name: fc.constantFrom('p', 'q'), stock: amount, high: amount, low: amount, votes }, { requiredKeys: [] })
const added = fc.record({ stock: amount, votes }, { requiredKeys: [] })
const index = fc.nat({ max: 3 })
const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

const on = <T>(argument: fc.Arbitrary<T>, write: (argument: T) => Write): fc.Arbitrary<Write> =>
  argument.map((value) =>
    Object.assign(write(value), { toString: () => JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) }),
  )

/** Any verb with any argument that it takes, also upon records that are not there. */
export const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  on(
    fc.tuple(id, init),
    ([record, fields]) =>
      (m) =>
        m.items.upsert(record, fields),
  ),
  on(
    fc.tuple(id, patch),
    ([record, fields]) =>
      (m) =>
        m.items.update(record, fields),
  ),
  on(
    fc.tuple(id, added),
    ([record, fields]) =>
      (m) =>
        m.items.add(record, fields),
  ),
  on(
    fc.tuple(id, label),
    ([record, element]) =>
      (m) =>
        m.items.put(record, { labels: element }),
  ),
  on(
    fc.tuple(id, label),
    ([record, element]) =>
      (m) =>
        m.items.remove(record, { labels: element }),
  ),
  on(id, (record) => (m) => m.items.delete(record)),
  on(
    fc.tuple(fc.constantFrom('s', 't'), amount),
    ([title, ticks]) =>
      (m) =>
        m.site.update({ title, ticks }),
  ),
  on(amount, (ticks) => (m) => m.site.add({ ticks })),
  on(
    fc.tuple(index, word),
    ([at, value]) =>
      (m) =>
        m.sums.store(at, value),
  ),
  on(
    fc.tuple(index, word),
    ([at, value]) =>
      (m) =>
        m.bits.xor(at, value),
  ),
)

export const batch: fc.Arbitrary<Write[]> = fc.array(anyWrite, { minLength: 1, maxLength: 4 })
