import { describe, expect, it } from 'vitest'
import { collection, counter, defineSchema, max, register, set, single, tally } from '../../src/schema/index.js'
import { applyChanges, createView } from '../../src/view/index.js'
import type { RawField, RowPatch, ViewChanges } from '../../src/view/index.js'

const schema = defineSchema({
  items: collection({
    name: register(''),
    place: register<{ lat: number } | null>(null),
    stock: counter({ scale: 2 }),
    votes: tally('up', 'down'),
    labels: set(),
    high: max(),
  }),
  other: collection({ name: register('') }),
  site: single({ title: register('Wall'), tags: set('a', 'b') }),
})

interface Fields {
  readonly name?: string
  readonly place?: { readonly lat: number } | null
  readonly stock?: number | bigint
  readonly votes?: readonly (readonly [string, number | bigint])[]
  readonly labels?: readonly string[]
  readonly high?: number
}

function raw(fields: Fields): readonly RawField[] {
  return [fields.name, fields.place, fields.stock ?? 0, new Map(fields.votes), fields.labels ?? [], fields.high]
}

function row(id: string, fields: Fields | null, pending: boolean = false): RowPatch {
  return { table: 'items', id, fields: fields === null ? null : raw(fields), pending }
}

/** As they arrive from another thread: nothing is the same object twice, nothing is frozen. */
function changes(rows: readonly RowPatch[], whole: boolean = false): ViewChanges {
  return structuredClone({ whole, rows, words: [] })
}

const full: Fields = { name: 'n', place: { lat: 1 }, stock: 250, votes: [['up', 2]], labels: ['x', 'y'], high: 3 }
const empty = createView(schema)
const filled = applyChanges(empty, changes([row('b', full), row('a', {}), row('\u{10000}', {}), row('\uffff', {})]))

describe('a view', () => {
  it('[CO82] shows records as plain data, with the defaults of what was never written', () => {
    expect(filled.views.items.get('b')).toStrictEqual({
      id: 'b',
      name: 'n',
      place: { lat: 1 },
      stock: 2.5,
      votes: { up: 2, down: 0 },
      labels: new Set(['x', 'y']),
      high: 3,
    })
    expect(filled.views.items.get('a')).toStrictEqual({
      id: 'a',
      name: '',
      place: null,
      stock: 0,
      votes: { up: 0, down: 0 },
      labels: new Set(),
      high: undefined,
    })
    expect(empty.views.site).toStrictEqual({ title: 'Wall', tags: new Set() })
    const { id, ...rest } = filled.views.items.get('b') ?? { id: '' }
    expect(id).toBe('b')
    expect({ ...rest }).toMatchObject({ name: 'n', stock: 2.5 })
    expect(Object.isFrozen(filled.views.items.get('b'))).toBe(true)
    expect(Object.isFrozen(filled.views.items.get('b')?.place)).toBe(true)
  })

  it('[CO108] shows a copy of bytes, the same while they are the same, so that nobody changes what the replica holds', () => {
    const photos = defineSchema({ items: collection({ photo: register<{ data: Uint8Array } | null>(null), n: register(0) }) })
    const photo = { data: Uint8Array.of(1, 2) }
    const row = (n: number): RowPatch => ({ table: 'items', id: 'a', fields: [photo, n], pending: false })
    const one = applyChanges(createView(photos), { whole: false, rows: [row(1)], words: [] })
    const shown = one.views.items.get('a')?.photo
    expect(shown).toStrictEqual({ data: Uint8Array.of(1, 2) })
    expect(Object.isFrozen(shown)).toBe(true)
    shown?.data.fill(9)
    expect(photo.data).toStrictEqual(Uint8Array.of(1, 2))
    expect(applyChanges(one, { whole: false, rows: [row(2)], words: [] }).views.items.get('a')?.photo).toBe(shown)
  })

  it('[CO82] reads a collection by id, in the order of the ids’ bytes', () => {
    const { items } = filled.views
    expect(items.size).toBe(4)
    expect(items.ids()).toStrictEqual(['a', 'b', '\uffff', '\u{10000}'])
    expect(items.list().map((item) => item.id)).toStrictEqual(items.ids())
    expect([...items]).toStrictEqual(items.list())
    expect(items.filter((item) => item.stock > 0)).toStrictEqual([items.get('b')])
    expect(items.has('a')).toBe(true)
    expect(items.has('z')).toBe(false)
    for (const id of ['z', null, undefined]) expect(items.get(id)).toBeUndefined()
    expect(() => (items.list() as unknown[]).reverse()).toThrow(TypeError)
  })

  it('[CO83] is the same when nothing changed', () => {
    expect(applyChanges(filled, changes([]))).toBe(filled)
    expect(applyChanges(filled, changes([row('b', full), row('a', {}), row('nobody', null)]))).toBe(filled)
    expect(applyChanges(filled, changes([row('b', { ...full, stock: 1 }), row('b', full), row('a', null), row('a', {})]))).toBe(filled)
  })

  it('[CO83] keeps the identity of every record, field and table that did not change', () => {
    const after = applyChanges(filled, changes([row('b', { ...full, stock: 251 })]))
    const [old, now] = [filled.views.items.get('b'), after.views.items.get('b')]
    expect(now?.stock).toBe(2.51)
    expect(old?.stock).toBe(2.5)
    expect(now).not.toBe(old)
    expect(now?.place).toBe(old?.place)
    expect(now?.votes).toBe(old?.votes)
    expect(now?.labels).toBe(old?.labels)
    expect(after.views.items.get('a')).toBe(filled.views.items.get('a'))
    expect(after.views.items).not.toBe(filled.views.items)
    expect(after.views.other).toBe(filled.views.other)
    expect(after.views.site).toBe(filled.views.site)
    const moved = applyChanges(after, changes([row('b', { ...full, stock: 251, place: { lat: 2 }, labels: ['x'], votes: [['up', 3]] })]))
    expect(moved.views.items.get('b')).toMatchObject({ place: { lat: 2 }, labels: new Set(['x']), votes: { up: 3, down: 0 } })
  })

  it('[CO84] keeps ids() until a birth or death and list() until a record changes, also when asked for late', () => {
    const changed = applyChanges(filled, changes([row('b', { ...full, stock: 1 })]))
    const born = applyChanges(changed, changes([row('c', {})]))
    const dead = applyChanges(born, changes([row('c', null)]))
    const pending = applyChanges(dead, changes([row('a', {}, true)]))
    // The later view is asked first.
    expect(changed.views.items.ids()).toBe(filled.views.items.ids())
    expect(changed.views.items.list()).not.toBe(filled.views.items.list())
    expect(born.views.items.ids()).toStrictEqual(['a', 'b', 'c', '\uffff', '\u{10000}'])
    expect(dead.views.items.ids()).toStrictEqual(['a', 'b', '\uffff', '\u{10000}'])
    expect(pending.views.items.list()).toBe(dead.views.items.list())
    expect(pending.views.items.ids()).toBe(dead.views.items.ids())
    expect(filled.views.items.get('b')?.stock).toBe(2.5)
  })

  it('[CO85] gives a new view but the same record when only its pending mark changes', () => {
    const pending = applyChanges(filled, changes([row('b', full, true)]))
    expect(pending.views.items).not.toBe(filled.views.items)
    expect(pending.views.items.get('b')).toBe(filled.views.items.get('b'))
    expect(pending.views.items.isPending('b')).toBe(true)
    expect(pending.views.items.isPending('a')).toBe(false)
    expect(filled.views.items.isPending('b')).toBe(false)
    expect(applyChanges(pending, changes([row('b', full, false)])).views.items.isPending('b')).toBe(false)
  })

  it('[CO85] knows that the deletion of a record is pending', () => {
    const dying = applyChanges(filled, changes([row('b', null, true)]))
    expect(dying.views.items.has('b')).toBe(false)
    expect(dying.views.items.isPending('b')).toBe(true)
    const dead = applyChanges(dying, changes([row('b', null)]))
    expect(dead.views.items.isPending('b')).toBe(false)
    expect(dead).not.toBe(dying)
    expect(applyChanges(dying, changes([row('b', {})])).views.items.isPending('b')).toBe(false)
    expect(dying.views.items.isPending('z')).toBe(false)
  })

  it('[CO86] forgets everything first when told to, and keeps the identity of what is as it was', () => {
    const rows = [row('a', {}), row('b', full), row('\u{10000}', {}), row('\uffff', {})]
    expect(applyChanges(filled, changes(rows, true))).toBe(filled)
    const fewer = applyChanges(filled, changes([row('b', full), row('c', {})], true))
    expect(fewer.views.items.ids()).toStrictEqual(['b', 'c'])
    expect(fewer.views.items.get('b')).toBe(filled.views.items.get('b'))
    const site = applyChanges(filled, changes([{ table: 'site', id: '', fields: ['T', ['a']], pending: false }]))
    expect(site.views.site).toStrictEqual({ title: 'T', tags: new Set(['a']) })
    expect(applyChanges(site, changes(rows, true)).views.site).toStrictEqual({ title: 'Wall', tags: new Set() })
    const dying = applyChanges(filled, changes([row('q', null, true)]))
    expect(applyChanges(dying, changes(rows, true)).views.items.isPending('q')).toBe(false)
  })

  it('[CO87] makes a counter beyond the safe numbers an error at its property only', () => {
    const state = applyChanges(
      filled,
      changes([
        row('u', {
          name: 'n',
          stock: 2n ** 53n,
          votes: [
            ['up', -(2n ** 60n)],
            ['down', 1],
          ],
        }),
      ]),
    )
    const record = state.views.items.get('u')
    expect(record?.name).toBe('n')
    expect(Object.keys(record ?? {})).toStrictEqual(['id', 'name', 'place', 'stock', 'votes', 'labels', 'high'])
    expect(() => record?.stock).toThrow(
      expect.objectContaining({ code: 'counter-unsafe', data: { path: 'items.stock', units: '9007199254740992' } }),
    )
    expect(record?.votes.down).toBe(1)
    expect(() => record?.votes.up).toThrow(
      expect.objectContaining({ code: 'counter-unsafe', data: { path: 'items.votes["up"]', units: String(-(2n ** 60n)) } }),
    )
    // A tally has no bigints to turn to.
    expect(() => record?.stock).toThrow(/bigint: true/)
    expect(() => record?.votes.up).toThrow(/exactly$/)
    expect(state.views.items.list()).toHaveLength(5)
    // Another field of the record changes: nothing reads the getter.
    const after = applyChanges(
      state,
      changes([
        row('u', {
          name: 'm',
          stock: 2n ** 53n,
          votes: [
            ['up', -(2n ** 60n)],
            ['down', 1],
          ],
        }),
      ]),
    )
    expect(after.views.items.get('u')?.name).toBe('m')
    expect(() => after.views.items.get('u')?.stock).toThrow(/no number holds exactly/)
    const safe = applyChanges(after, changes([row('u', { stock: 100 })]))
    expect(safe.views.items.get('u')?.stock).toBe(1)
  })

  it('[CO87] calls a scaled counter unsafe where another count has the same number', () => {
    const scaled = defineSchema({ items: collection({ litres: counter({ scale: 3 }) }) })
    const litres = (units: number): number | undefined =>
      applyChanges(createView(scaled), {
        whole: false,
        rows: [{ table: 'items', id: 'a', fields: [units], pending: false }],
        words: [],
      }).views.items.get('a')?.litres
    expect(() => litres(9_007_199_254_740_990)).toThrow(/no number holds exactly/)
    expect(() => litres(9_007_199_254_740_991)).toThrow(/no number holds exactly/)
    expect(litres(999_999_999_999_999)).toBe(999_999_999_999.999)
  })

  it('[CO88] shows of closed sets and tallies only the elements that their types have', () => {
    const state = applyChanges(
      filled,
      changes([
        { table: 'site', id: '', fields: ['T', ['a', 'from-a-later-version']], pending: false },
        row('a', {
          votes: [
            ['up', 1],
            ['sideways', 2],
          ],
        }),
      ]),
    )
    expect(state.views.site.tags).toStrictEqual(new Set(['a']))
    expect(state.views.items.get('a')?.votes).toStrictEqual({ up: 1, down: 0 })
  })

  it('[CO88] shows an element called __proto__ as an element', () => {
    const open = defineSchema({ items: collection({ causes: tally() }) })
    const state = applyChanges(createView(open), {
      whole: false,
      rows: [{ table: 'items', id: 'a', fields: [new Map([['__proto__', 3]])], pending: false }],
      words: [],
    })
    const causes = state.views.items.get('a')?.causes ?? {}
    expect(Object.entries(causes)).toStrictEqual([['__proto__', 3]])
    expect(Object.getPrototypeOf(causes)).toBe(Object.prototype)
  })

  it('[CO89] refuses patches that do not fit the schema, and changes nothing', () => {
    const words = { indices: Uint32Array.of(0), values: BigUint64Array.of(0n) }
    const bad: readonly (readonly [ViewChanges, string])[] = [
      [changes([{ table: 'nothing', id: 'a', fields: null, pending: false }]), 'nothing'],
      [changes([row('b', {}), { table: 'items', id: 'a', fields: ['too few'], pending: false }]), 'items'],
      [{ whole: false, rows: [], words: [{ table: 'items', ...words }] }, 'items'],
    ]
    for (const [change, table] of bad)
      expect(() => applyChanges(filled, change)).toThrow(expect.objectContaining({ code: 'schema-mismatch', data: { table } }))
    expect(filled.views.items.get('b')?.name).toBe('n')
  })

  it('[CO82] has no record in the place of a collection, whatever id somebody gives one', () => {
    // No mutator takes the id '', under which a single is kept; a relay folds it like any other.
    const odd = applyChanges(filled, changes([row('', { name: 'odd' })]))
    expect(odd.views.items.ids()).toStrictEqual(['', ...filled.views.items.ids()])
    const after = applyChanges(odd, changes([row('c', {})]))
    expect(after.views.items.get('')).toBe(odd.views.items.get(''))
    expect(applyChanges(after, changes([row('c', {})], true)).views.items.ids()).toStrictEqual(['c'])
  })

  it('[CO83] is the same when a single is told to be what it is from the beginning', () => {
    expect(applyChanges(empty, changes([{ table: 'site', id: '', fields: [undefined, []], pending: false }]))).toBe(empty)
  })
})
