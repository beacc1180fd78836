import { describe, expect, it } from 'vitest'
import { TorsorError } from '../../src/errors.js'
import type { MutatorOf } from '../../src/schema/index.js'
import { createMutator, createView, generateId, overlayIntents } from '../../src/view/index.js'
import type { Intent } from '../../src/view/index.js'
import { schema } from './schema.js'
import type { TestSchema } from './schema.js'
import { intentsOf } from './writes.js'
import type { Write } from './writes.js'

const empty = createView(schema)

/** A mutator as plain JavaScript has it, past the types. */
type Untyped = Readonly<Record<string, Readonly<Record<string, (...args: unknown[]) => unknown>>>>

function intents(...writes: readonly Write[]): readonly Intent[] {
  return intentsOf(empty, ...writes)
}

/** The error of one verb, and that it left nothing behind it. */
function failure(write: (m: Untyped) => unknown): TorsorError {
  const session = createMutator(
    schema,
    () => empty.views,
    (length) => new Uint8Array(length),
  )
  try {
    write(session.mutator as unknown as Untyped)
  } catch (error) {
    expect(session.intents).toStrictEqual([])
    if (error instanceof TorsorError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a mutator', () => {
  it('[CO95] says what was asked for as data, normalised', () => {
    expect(
      intents(
        (m) =>
          m.items.upsert('a', { name: 'n', litres: 0.1, cents: 5n, high: -0, votes: { up: 2 }, marks: 'old', labels: ['x', 'x', 'y'] }),
        (m) => m.items.update('a', { place: { lat: 1 } }),
        (m) => m.items.add('a', { stock: -1, causes: { water: 2, fire: 0 } }),
        (m) => m.items.put('a', { labels: 'z' }),
        (m) => m.items.remove('a', { labels: ['z'] }),
        (m) => m.items.delete('a'),
        (m) => m.site.update({ title: 't' }),
        (m) => m.raw.store([1n, 2n], 2),
        (m) => m.raw.xor(0, -1n),
        (m) => m.signed.add(0, -1n),
        (m) => m.signed.store(1, -1n),
      ),
    ).toStrictEqual([
      {
        type: 'upsert',
        table: 'items',
        id: 'a',
        set: { name: 'n', litres: 100n, cents: 5n, high: 0, votes: { up: 2n } },
        put: { marks: ['old'], labels: ['x', 'y'] },
      },
      { type: 'update', table: 'items', id: 'a', set: { place: { lat: 1 } } },
      { type: 'add', table: 'items', id: 'a', by: { stock: -1n, causes: { water: 2n } } },
      { type: 'put', table: 'items', id: 'a', elements: { labels: ['z'] } },
      { type: 'remove', table: 'items', id: 'a', elements: { labels: ['z'] } },
      { type: 'delete', table: 'items', id: 'a' },
      { type: 'update', table: 'site', id: '', set: { title: 't' } },
      { type: 'store', table: 'raw', offset: 2, values: BigUint64Array.of(1n, 2n) },
      { type: 'accumulate', table: 'raw', index: 0, by: 2n ** 64n - 1n },
      { type: 'accumulate', table: 'signed', index: 0, by: -1n },
      { type: 'store', table: 'signed', offset: 1, values: BigUint64Array.of(2n ** 64n - 1n) },
    ])
  })

  it('[CO95] says a register’s value as a frozen copy, normalised', () => {
    const tags = ['x']
    const [intent] = intents((m) => m.items.update('a', { place: Object.assign(Object.create(null), { tags, lat: -0, gone: undefined }) }))
    tags.push('y')
    const place = intent?.type === 'update' ? (Object(intent.set['place']) as { readonly tags?: unknown }) : {}
    expect(place).toStrictEqual({ lat: 0, tags: ['x'] })
    expect(Object.keys(place)).toStrictEqual(['lat', 'tags'])
    for (const part of [place, place.tags]) expect(Object.isFrozen(part)).toBe(true)
  })

  it('[CO95] says nothing for verbs that change nothing', () => {
    expect(
      intents(
        (m) => m.items.update('a', {}),
        (m) => m.items.add('a', { stock: 0, cents: 0n, votes: {}, causes: { x: 0 } }),
        (m) => m.items.put('a', { labels: [] }),
        (m) => m.items.remove('a', {}),
        (m) => m.raw.store([]),
        (m) => m.raw.xor(0, 0n),
      ),
    ).toStrictEqual([])
    expect(intents((m) => m.items.upsert('a'))).toStrictEqual([{ type: 'upsert', table: 'items', id: 'a', set: {}, put: {} }])
    expect(intents((m) => void m.items.insert())).toMatchObject([{ type: 'upsert', table: 'items', set: {}, put: {} }])
  })

  it('[CO102] answers an insert with the id, and no other verb with anything', () => {
    const answers: unknown[] = []
    const given = intents((m) => {
      const { items, site, raw, signed } = m as unknown as Untyped
      answers.push(items?.['insert']?.({}))
      answers.push(items?.['upsert']?.('a'), items?.['update']?.('a', { name: 'x' }), items?.['update']?.('a', {}))
      answers.push(items?.['add']?.('a', { stock: 1 }), items?.['put']?.('a', { labels: 'x' }), items?.['remove']?.('a', { labels: 'x' }))
      answers.push(items?.['delete']?.('a'), site?.['update']?.({ ticks: 1 }), raw?.['store']?.(0, 1n), signed?.['add']?.(0, 1n))
    })
    const [inserted] = given
    expect(answers).toStrictEqual([
      inserted !== undefined && 'id' in inserted && inserted.id,
      ...Array.from({ length: 10 }, () => undefined),
    ])
    expect(given).toHaveLength(10)
  })

  it('[CO96] names the known tables and fields when it is asked for another', () => {
    expect(failure((m) => m['things'])).toMatchObject({
      code: 'unknown-field',
      data: { path: expect.stringContaining('things'), known: ['items', 'site', 'sensors', 'raw', 'signed'] },
    })
    // Whoever prints a mutator, or awaits one by mistake, asks for symbols: they are no tables, and no error.
    expect(intents((m) => expect(Reflect.get(m, Symbol.toStringTag)).toBeUndefined())).toStrictEqual([])
    for (const verb of ['update', 'add', 'put', 'remove', 'upsert']) {
      const error = failure((m) => m['items']?.[verb]?.('a', { price: 1 }))
      expect(error.code).toBe('unknown-field')
      expect(error.message).toMatch(/items\.price among name, place/)
    }
    expect(failure((m) => m['items']?.['update']?.('a', Object.fromEntries([['__proto__', 1]]))).code).toBe('unknown-field')
    expect(failure((m) => m['items']?.['update']?.('a', { toString: 1 })).code).toBe('unknown-field')
    expect(failure((m) => m['toString']).code).toBe('unknown-field')
  })

  it('[CO97] names the right verb when a field or table is given to another', () => {
    const cases: readonly (readonly [(m: Untyped) => unknown, string, RegExp])[] = [
      [(m) => m['items']?.['update']?.('a', { labels: 'x' }), 'items.labels', /put or remove, not update/],
      [(m) => m['items']?.['add']?.('a', { name: 'x' }), 'items.name', /use update, not add/],
      [(m) => m['items']?.['add']?.('a', { high: 1 }), 'items.high', /use update/],
      [(m) => m['items']?.['put']?.('a', { stock: 1 }), 'items.stock', /update or add/],
      [(m) => m['items']?.['remove']?.('a', { votes: 'up' }), 'items.votes', /update or add/],
      [(m) => m['site']?.['insert']?.({ title: 'x' }), 'site', /a single: use update or add or put or remove/],
      [(m) => m['site']?.['delete']?.(), 'site', /a single/],
      [(m) => m['items']?.['store']?.(0, 1), 'items', /a collection: use insert/],
      [(m) => m['raw']?.['update']?.(0, 1n), 'raw', /words table: use store/],
      [(m) => m['raw']?.['add']?.(0, 1n), 'raw', /merges by xor: use xor/],
      [(m) => m['signed']?.['xor']?.(0, 1n), 'signed', /merges by sum: use add/],
    ]
    for (const [write, path, message] of cases) {
      const error = failure(write)
      expect(error.code).toBe('wrong-verb')
      expect(error.data['path']).toBe(path)
      expect(error.message).toMatch(message)
    }
  })

  it('[CO98] refuses what a field cannot hold, and names the path', () => {
    const cases: readonly (readonly [(m: Untyped) => unknown, string])[] = [
      [(m) => m['items']?.['update']?.('a', { name: undefined }), 'items.name'],
      [(m) => m['items']?.['update']?.('a', { place: { lat: Number.NaN } }), 'items.place.lat'],
      [(m) => m['items']?.['update']?.('a', { place: { lat: 1, tags: ['a', new Date()] } }), 'items.place.tags[1]'],
      [(m) => m['items']?.['update']?.('a', { stock: 0.5 }), 'items.stock'],
      [(m) => m['items']?.['update']?.('a', { stock: 1n }), 'items.stock'],
      [(m) => m['items']?.['update']?.('a', { stock: '1' }), 'items.stock'],
      [(m) => m['items']?.['update']?.('a', { stock: Infinity }), 'items.stock'],
      [(m) => m['items']?.['update']?.('a', { stock: 2 ** 53 }), 'items.stock'],
      [(m) => m['items']?.['add']?.('a', { litres: 0.0001 }), 'items.litres'],
      [(m) => m['items']?.['add']?.('a', { litres: 2 ** 52 }), 'items.litres'],
      [(m) => m['items']?.['add']?.('a', { cents: 1 }), 'items.cents'],
      [(m) => m['items']?.['add']?.('a', { cents: 2n ** 63n }), 'items.cents'],
      [(m) => m['items']?.['add']?.('a', { cents: -(2n ** 63n) - 1n }), 'items.cents'],
      [(m) => m['items']?.['update']?.('a', { high: Number.NaN }), 'items.high'],
      [(m) => m['items']?.['update']?.('a', { low: -Infinity }), 'items.low'],
      [(m) => m['items']?.['update']?.('a', { low: undefined }), 'items.low'],
      [(m) => m['items']?.['add']?.('a', { votes: { sideways: 1 } }), 'items.votes.sideways'],
      [(m) => m['items']?.['add']?.('a', { votes: { up: 0.5 } }), 'items.votes.up'],
      [(m) => m['items']?.['add']?.('a', { votes: 1 }), 'items.votes'],
      [(m) => m['items']?.['put']?.('a', { marks: 'loose' }), 'items.marks'],
      [(m) => m['items']?.['put']?.('a', { marks: ['old', 'loose'] }), 'items.marks'],
      [(m) => m['items']?.['put']?.('a', { labels: [7] }), 'items.labels'],
      [(m) => m['items']?.['put']?.('a', { labels: new Set(['x']) }), 'items.labels'],
      [(m) => m['items']?.['put']?.('a', { labels: 'x\ud800' }), 'items.labels'],
      [(m) => m['items']?.['put']?.('a', { labels: 'é'.repeat(513) }), 'items.labels'],
      [(m) => m['items']?.['insert']?.({ marks: 'loose' }), 'items.marks'],
      [(m) => m['items']?.['update']?.('a', null), 'items.update'],
      [(m) => m['items']?.['update']?.('a'), 'items.update'],
      [(m) => m['items']?.['update']?.('', { name: 'x' }), 'items'],
      [(m) => m['items']?.['delete']?.(undefined), 'items'],
      [(m) => m['items']?.['delete']?.(7), 'items'],
      [(m) => m['items']?.['upsert']?.('x\ud800'), 'items'],
      [(m) => m['items']?.['upsert']?.('é'.repeat(513)), 'items'],
      [(m) => m['raw']?.['store']?.(4, 1n), 'raw[4]'],
      [(m) => m['raw']?.['store']?.(-1, 1n), 'raw[-1]'],
      [(m) => m['raw']?.['store']?.([1n, 2n], 3), 'raw[4]'],
      [(m) => m['raw']?.['store']?.([1n, 2], 1), 'raw[2]'],
      [(m) => m['raw']?.['store']?.(0, -1n), 'raw[0]'],
      [(m) => m['raw']?.['store']?.(0, 2n ** 64n), 'raw[0]'],
      [(m) => m['raw']?.['store']?.('0', 1n), 'raw'],
      [(m) => m['raw']?.['store']?.(null), 'raw'],
      [(m) => m['raw']?.['store']?.(0.5, 1n), 'raw[0.5]'],
      [(m) => m['raw']?.['store']?.([1n], 0.5), 'raw[0.5]'],
      [(m) => m['raw']?.['xor']?.('0', 1n), 'raw[0]'],
      [(m) => m['raw']?.['xor']?.(0, 2n ** 64n), 'raw[0]'],
      [(m) => m['raw']?.['xor']?.(0, 1), 'raw[0]'],
      [(m) => m['signed']?.['store']?.(0, 2n ** 63n), 'signed[0]'],
      [(m) => m['sensors']?.['store']?.(0, 1n), 'sensors[0]'],
    ]
    for (const [write, path] of cases) {
      const error = failure(write)
      expect(error.code).toBe('value-not-storable')
      expect(error.data['path']).toBe(path)
      expect(error.message.startsWith(`${path}: `)).toBe(true)
    }
    expect(failure((m) => m['items']?.['update']?.('a', { name: 'x'.repeat(600_000) })).code).toBe('too-large')
  })

  it('[CO98] tells what was given, of whatever kind and in a few words, and the bounds of what is taken', () => {
    const given: readonly (readonly [unknown, RegExp])[] = [
      [undefined, /not undefined$/],
      [null, /not null$/],
      [{}, /not an object$/],
      [Object.create(null), /not an object$/],
      [true, /boolean true$/],
      ['1', /string 1$/],
      ['x'.repeat(10_000), /string x{40}$/],
      [7n, /bigint 7$/],
      [Number.NaN, /number NaN$/],
      [Symbol('mark'), /symbol Symbol\(mark\)$/],
      [(n: number) => n, /function .+$/],
    ]
    for (const [low, said] of given) expect(failure((m) => m['items']?.['update']?.('a', { low })).message).toMatch(said)
    expect(failure((m) => m['items']?.['put']?.('a', { marks: 'loose' })).message).toMatch(/fragile, old/)
    expect(failure((m) => m['raw']?.['store']?.(4, 1n)).message).toMatch(/\b0 to 3\b/)
    expect(failure((m) => m['signed']?.['store']?.(0, 2n ** 63n)).message).toMatch(/-9223372036854775808 to 9223372036854775807\b/)
  })

  it('[CO98] takes what is at the edge of what a field can hold', () => {
    expect(() =>
      intents(
        (m) => m.items.update('é'.repeat(512), { stock: 2 ** 53 - 1, cents: -(2n ** 63n) }),
        (m) => m.items.put('\u{10000}', { labels: '😀'.repeat(256) }),
        (m) => m.sensors.store(new Float64Array(600)),
        (m) => m.raw.store(BigUint64Array.of(2n ** 64n - 1n), 3),
      ),
    ).not.toThrow()
    const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n]
    expect(
      intents(
        (m) => m.items.add('a', { cents: most }),
        (m) => m.raw.store([0n, 2n ** 64n - 1n]),
        (m) => m.raw.xor(3, 2n ** 64n - 1n),
        (m) => m.signed.store([least, most]),
        (m) => m.signed.add(3, least),
      ),
    ).toStrictEqual([
      { type: 'add', table: 'items', id: 'a', by: { cents: most } },
      { type: 'store', table: 'raw', offset: 0, values: BigUint64Array.of(0n, 2n ** 64n - 1n) },
      { type: 'accumulate', table: 'raw', index: 3, by: 2n ** 64n - 1n },
      { type: 'store', table: 'signed', offset: 0, values: BigUint64Array.of(2n ** 63n, 2n ** 63n - 1n) },
      { type: 'accumulate', table: 'signed', index: 3, by: least },
    ])
  })

  it('[CO99] takes decimals at a counter’s scale, as binary fractions come', () => {
    const units = (value: number): unknown => {
      const [intent] = intents((m) => m.items.update('a', { litres: value }))
      return intent?.type === 'update' ? intent.set['litres'] : null
    }
    expect(units(0.1)).toBe(100n)
    expect(units(0.1 + 0.2)).toBe(300n)
    expect(units(1.1 * 3)).toBe(3300n)
    expect(units(-4.35)).toBe(-4350n)
    expect(units(1.005)).toBe(1005n)
    expect(units(-0)).toBe(0n)
    for (let n = -5000; n <= 5000; n += 7) expect(units(n / 1000)).toBe(BigInt(n))
    expect(() => units(0.1234)).toThrow(/3 digits/)
    expect(() => units(0.000_01)).toThrow(/3 digits/)
    expect(() => units(9_007_199_254_740.99)).toThrow(/bigint: true/)
  })

  it('[CO100] leaves nothing of a verb that throws', () => {
    const session = createMutator(
      schema,
      () => empty.views,
      (length) => new Uint8Array(length),
    )
    session.mutator.items.update('a', { name: 'x' })
    expect(() => session.mutator.items.update('a', { name: 'y', stock: 0.5 })).toThrow(TorsorError)
    expect(() => session.mutator.raw.store([1n, 2n ** 64n])).toThrow(TorsorError)
    expect(session.intents).toHaveLength(1)
  })

  it('[CO101] throws from every verb once its call is over', () => {
    const session = createMutator(
      schema,
      () => empty.views,
      (length) => new Uint8Array(length),
    )
    const m = session.mutator
    const { add } = m.items
    add('a', { stock: 1 })
    session.close()
    const escaped: readonly (() => unknown)[] = [
      () => m.items.insert(),
      () => m.items.upsert('a'),
      () => m.items.update('a', {}),
      () => add('a', { stock: 1 }),
      () => m.items.put('a', {}),
      () => m.items.remove('a', {}),
      () => m.items.delete('a'),
      () => m.site.update({}),
      () => m.sensors.store(0, 1),
      () => m.raw.xor(0, 1n),
      () => m.signed.add(0, 1n),
    ]
    for (const write of escaped) expect(write).toThrow(expect.objectContaining({ code: 'mutator-escaped' }))
    expect(session.intents).toHaveLength(1)
  })

  it('[CO102] inserts under a new id of 21 characters that a URL takes as they are', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    const seen = new Set([...bytes].map((byte) => generateId(() => new Uint8Array(21).fill(byte))))
    expect(seen.size).toBe(64)
    for (const id of seen) expect(id).toMatch(/^[A-Za-z0-9_-]{21}$/)

    const ids: string[] = []
    const insert = (m: MutatorOf<TestSchema>): void => void ids.push(m.items.insert({ name: 'x' }))
    const inserted = intents(insert, insert)
    expect(inserted.map((intent) => 'id' in intent && intent.id)).toStrictEqual(ids)
    expect(new Set(ids).size).toBe(2)
  })

  it('[CO102] never inserts into a record that is there, however poor the randomness', () => {
    const zeros = (length: number): Uint8Array => new Uint8Array(length)
    const first = createMutator(schema, () => empty.views, zeros)
    const id = first.mutator.items.insert({ name: 'mine' })
    expect(() => first.mutator.items.insert()).toThrow(RangeError)
    const state = overlayIntents(empty, first.intents)
    expect(() => createMutator(schema, () => state.views, zeros).mutator.items.insert()).toThrow(RangeError)
    expect(state.views.items.get(id)?.name).toBe('mine')
  })

  it('[CO103] makes intents that cross threads as they are', () => {
    const given = intents(
      (m) => m.items.add('a', { causes: Object.fromEntries([['__proto__', 1]]) }),
      (m) => m.items.upsert('a', { place: { lat: 1 }, labels: ['__proto__'] }),
      (m) => m.sensors.store([1, 2]),
    )
    const cloned = structuredClone(given)
    expect(cloned).toStrictEqual(given)
    const [add, upsert] = cloned
    expect(add?.type === 'add' && Object.entries(add.by['causes'] ?? {})).toStrictEqual([['__proto__', 1n]])
    expect(upsert?.type === 'upsert' && upsert.set['place']).toStrictEqual({ lat: 1 })
  })
})
