import { describe, expect, it } from 'vitest'
import { Algebra, algebraOf, columnId } from '../../src/cell/column.js'
import { TorsorError } from '../../src/errors.js'
import { collection, counter, defineSchema, max, min, register, set, single, tally, words } from '../../src/schema/index.js'
import type { Collection, Field, Fields, Shape } from '../../src/schema/index.js'

function failure(run: () => unknown): TorsorError {
  try {
    run()
  } catch (error) {
    if (error instanceof TorsorError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** A schema as plain JavaScript writes it, past the types. */
function untyped(shape: unknown): () => unknown {
  return () => defineSchema(shape as Shape)
}

function fieldsNamed(...names: string[]): Collection<Fields> {
  return collection(Object.fromEntries(names.map((name) => [name, register('')])))
}

/** Two field names of table `t` whose registers have one column id: 29 bits collide among some ten thousand names. */
function collidingNames(): readonly [string, string] {
  const seen = new Map<number, string>()
  for (let i = 0; ; i++) {
    const name = `f${i}`
    const id = columnId(`t.${name}`, Algebra.lww)
    const other = seen.get(id)
    if (other !== undefined) return [other, name]
    seen.set(id, name)
  }
}

describe('defineSchema', () => {
  it('[CO60] refuses names that a column or a record cannot bear', () => {
    const bad: readonly (readonly [string, RegExp])[] = [
      ['', /not empty/],
      ['a.b', /"\."/],
      ['a:b', /":"/],
      ['a@3', /"@"/],
      ['a\nb', /control/],
      ['a\u0085b', /control/],
      ['x'.repeat(65), /64 characters/],
      ['é'.repeat(61), /120 bytes/],
      ['a\ud800', /surrogate/],
      ['__proto__', /__proto__/],
    ]
    for (const [name, why] of bad) {
      for (const shape of [
        Object.fromEntries([[name, fieldsNamed('a')]]),
        { items: fieldsNamed(name) },
        { site: { ...fieldsNamed(name), kind: 'single' } },
      ]) {
        const error = failure(untyped(shape))
        expect(error.code).toBe('schema-invalid')
        expect(error.message).toMatch(why)
        expect(error.data).toMatchObject({ name, why: expect.stringMatching(why) })
      }
    }
    expect(failure(untyped({ items: fieldsNamed('id') }))).toMatchObject({
      code: 'schema-invalid',
      message: expect.stringMatching(/reserved/),
      data: { table: 'items', field: 'id' },
    })
    for (const name of ['constructor', 'toString', 'größe', 'a b', 'x'.repeat(64), 'id2'])
      expect(untyped({ items: fieldsNamed(name), [name]: words(1) })).not.toThrow()
    expect(untyped({ site: single({ id: register('') }) })).not.toThrow()
    // In a literal this sets the prototype, so that the field would go unnoticed.
    expect(failure(untyped({ items: collection({ __proto__: register('') }) })).code).toBe('schema-invalid')
    expect(failure(untyped({ __proto__: fieldsNamed('a') })).code).toBe('schema-invalid')
  })

  it('[CO60] refuses what is no table, no field, and no schema', () => {
    class Tables {
      readonly items = fieldsNamed('a')
    }
    for (const shape of [null, [], 7, new Tables()]) {
      expect(failure(untyped(shape)).code).toBe('schema-invalid')
    }
    for (const table of [{}, register(''), { kind: 'collection' }, { kind: 'single', fields: [] }, { kind: 'words' }])
      expect(failure(untyped({ items: table }))).toMatchObject({ code: 'schema-invalid', data: { table: 'items' } })
    const called = Object.assign((): number => 1, register(''))
    for (const field of [null, undefined, 7, 'register', {}, called, { ...register(''), kind: 'words' }, collection({})])
      expect(failure(untyped({ items: { kind: 'collection', fields: { a: register(''), b: field } } }))).toMatchObject({
        code: 'schema-invalid',
        data: { table: 'items', field: 'b' },
      })
  })

  it('[CO61] names columns by table, field, kind and scale', () => {
    const { layout } = defineSchema({
      items: collection({
        name: register(''),
        litres: counter({ scale: 3 }),
        stock: counter(),
        marks: set('a'),
        votes: tally(),
        high: max(),
        low: min(),
      }),
      site: single({ title: register('') }),
      sensors: words(2, { as: 'f64' }),
      raw: words(2, { merge: 'sum' }),
    })
    const named = layout.columns.map(({ id, name }) => `${name} ${algebraOf(id)}`).toSorted()
    expect(named).toStrictEqual(
      [
        `collection:items ${Algebra.life}`,
        `items.name ${Algebra.lww}`,
        `items.litres@3 ${Algebra.sum}`,
        `items.litres@3 ${Algebra.lww}`,
        `items.stock@0 ${Algebra.sum}`,
        `items.stock@0 ${Algebra.lww}`,
        `items.marks ${Algebra.life}`,
        `items.votes ${Algebra.sumBy}`,
        `items.votes ${Algebra.lwwBy}`,
        `items.high ${Algebra.max}`,
        `items.low ${Algebra.min}`,
        `single:site ${Algebra.life}`,
        `site.title ${Algebra.lww}`,
        `words:sensors:f64 ${Algebra.xor}`,
        `words:raw ${Algebra.sum}`,
      ].toSorted(),
    )
    for (const { id, name } of layout.columns) expect(columnId(name, algebraOf(id))).toBe(id)
    const ids = layout.columns.map(({ id }) => id)
    expect(ids).toStrictEqual(ids.toSorted((a, b) => a - b))
    expect(layout.tables.get('raw')).toMatchObject({ kind: 'words', fields: [], length: 2, as: 'u64', merge: 'sum' })
  })

  it('[CO62] refuses two columns with one id, and names both', () => {
    const [a, b] = collidingNames()
    for (const names of [
      [a, b],
      [b, a],
    ]) {
      const error = failure(untyped({ t: fieldsNamed(...names) }))
      expect(error.code).toBe('column-collision')
      expect(error.data['names']).toStrictEqual([`t.${a}`, `t.${b}`].toSorted())
    }
    expect(untyped({ t: fieldsNamed(a), u: fieldsNamed(b) })).not.toThrow()
    // Another algebra is another id.
    expect(untyped({ t: collection({ [a]: register(''), [b]: max() }) })).not.toThrow()
  })

  it('[CO63] has a fingerprint that differs where two builds would read or write differently', () => {
    const shape = (): Shape => ({ items: collection({ name: register(''), n: counter(), s: set('a') }), w: words(4) })
    const { fingerprint } = defineSchema(shape())
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(defineSchema(shape()).fingerprint).toBe(fingerprint)
    const others: readonly Shape[] = [
      { ...shape(), w: words(5) },
      { ...shape(), w: words(4, { merge: 'sum' }) },
      { ...shape(), w: words(4, { as: 'i64' }) },
      { ...shape(), items: collection({ name: register('x'), n: counter(), s: set('a') }) },
      { ...shape(), items: collection({ name: register(''), n: counter({ scale: 1 }), s: set('a') }) },
      { ...shape(), items: collection({ name: register(''), n: counter({ bigint: true }), s: set('a') }) },
      { ...shape(), items: collection({ name: register(''), n: counter(), s: set('a', 'b') }) },
      { ...shape(), items: collection({ n: counter(), name: register(''), s: set('a') }) },
      { ...shape(), items: single({ name: register(''), n: counter(), s: set('a') }) },
    ]
    const initials: readonly unknown[] = [
      null,
      true,
      0,
      1,
      1n,
      2n,
      '',
      '1',
      '1n',
      'a,b',
      [],
      ['a', 'b'],
      ['a,b'],
      {},
      { a: 1 },
      { a: '1' },
      { a: [1] },
    ]
    const bytes = [Uint8Array.of(), Uint8Array.of(1, 2), Uint8Array.of(12)]
    const described = [...initials, ...bytes].map(
      (initial) => defineSchema({ t: collection({ a: register(initial) as Field }) }).fingerprint,
    )
    expect(new Set(described).size).toBe(initials.length + bytes.length)
    const prints = new Set([fingerprint, ...others.map((other) => defineSchema(other).fingerprint)])
    expect(prints.size).toBe(others.length + 1)
  })

  it('[CO63] has one description and one fingerprint in every build, which a page and its worker compare', () => {
    const { fingerprint, layout } = defineSchema({
      items: collection({
        name: register({ a: [1, 'x', null, 2n] }),
        note: register(),
        photo: register(Uint8Array.of(1, 2)),
        stock: counter(),
        litres: counter({ scale: 3, bigint: true }),
        marks: set('a', 'b'),
        votes: tally(),
        high: max(),
        low: min(),
      }),
      site: single({ title: register('') }),
      raw: words(2, { merge: 'sum' }),
      heat: words(3, { as: 'f64' }),
    })
    expect(layout.description).toStrictEqual([
      'items, collection',
      'items.name, register, initially {"a":[1,"x",null,2n]}',
      'items.note, register',
      'items.photo, register, initially bytes(1 2)',
      'items.stock, counter, scale 0, number',
      'items.litres, counter, scale 3, bigint',
      'items.marks, set, of ["a","b"]',
      'items.votes, tally',
      'items.high, max',
      'items.low, min',
      'site, single',
      'site.title, register, initially ""',
      'raw, words, 2 u64 by sum',
      'heat, words, 3 f64 by xor',
    ])
    expect(fingerprint).toBe('dd247a6d1d12e767')
  })

  it('[CO64] lays fields out in the order of declaration, each with the columns of its kind', () => {
    const initial = { tags: ['a'] }
    const { layout } = defineSchema({ items: collection({ z: register(initial), a: counter({ scale: 2, bigint: true }), t: tally('x') }) })
    const table = layout.tables.get('items')
    expect(table).toMatchObject({ name: 'items', kind: 'collection', id: columnId('collection:items', Algebra.life) })
    expect(layout.byId.get(columnId('collection:items', Algebra.life))).toBe(table)
    expect(table?.fields.map((field) => [field.name, field.index])).toStrictEqual([
      ['z', 0],
      ['a', 1],
      ['t', 2],
    ])
    const absent = { lww: null, sum: null, extremum: null, life: null, sumBy: null, lwwBy: null }
    expect(table?.fieldByName.get('a')).toStrictEqual({
      ...absent,
      name: 'a',
      index: 1,
      kind: 'counter',
      initial: undefined,
      scale: 2,
      bigint: true,
      elements: null,
      was: null,
      lww: columnId('items.a@2', Algebra.lww),
      sum: columnId('items.a@2', Algebra.sum),
    })
    expect(table?.fieldByName.get('t')).toMatchObject({
      ...absent,
      elements: ['x'],
      sumBy: columnId('items.t', Algebra.sumBy),
      lwwBy: columnId('items.t', Algebra.lwwBy),
    })
    // What the app does with its own object later is not the schema's.
    initial.tags.push('b')
    expect(table?.fieldByName.get('z')?.initial).toStrictEqual({ tags: ['a'] })
  })

  it('[CO65] refuses lengths, scales, elements and initial values that cannot be', () => {
    for (const length of [0, -1, 1.5, 65_537, Number.NaN])
      expect(failure(untyped({ w: words(length) }))).toMatchObject({ code: 'schema-invalid', data: { table: 'w', length } })
    expect(untyped({ w: words(1), v: words(65_536) })).not.toThrow()
    for (const scale of [-1, 10, 0.5, Number.NaN])
      expect(failure(untyped({ t: collection({ n: counter({ scale }) }) }))).toMatchObject({
        code: 'schema-invalid',
        message: expect.stringMatching(/t\.n: .*0 to 9/),
        data: { path: 't.n' },
      })
    expect(untyped({ t: collection({ n: counter({ scale: 0 }), m: counter({ scale: 9 }) }) })).not.toThrow()
    for (const wrong of [{ as: 'f64', merge: 'sum' }, { as: 'u32' }, { merge: 'max' }, { as: 'u32', merge: 'max' }])
      expect(failure(untyped({ w: { ...words(1), ...wrong } }))).toMatchObject({ code: 'schema-invalid', data: { table: 'w' } })
    for (const [spec, why] of [
      [set('a', 'a'), /twice/],
      [tally('\ud800'), /surrogate/],
      [{ ...set('a'), elements: ['a', 1] }, /string/],
    ] as const)
      expect(failure(untyped({ t: { kind: 'collection', fields: { s: spec } } }))).toMatchObject({
        code: 'schema-invalid',
        message: expect.stringMatching(why),
        data: { path: 't.s' },
      })
    const error = failure(untyped({ t: collection({ place: register({ at: Number.NaN }) }) }))
    expect(error.code).toBe('value-not-storable')
    expect(error.data['path']).toBe('t.place.at')
  })
})
