import { describe, expect, it } from 'vitest'
import { Algebra, columnId, type ColumnId } from '../../src/cell/column.js'
import type { Cell } from '../../src/delta/types.js'
import { Table } from '../../src/delta/table.js'
import { TorsorError } from '../../src/errors.js'
import {
  changed,
  collection,
  counter,
  defineSchema,
  max,
  min,
  register,
  renamed,
  set,
  single,
  tally,
  words,
  type Field,
  type Shape,
} from '../../src/index.js'
import { applyChanges, blockOf, createView, rowFields } from '../../src/view/index.js'

function failure(run: () => unknown): TorsorError {
  try {
    run()
  } catch (error) {
    if (error instanceof TorsorError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const columnsOf = (shape: Shape): readonly unknown[] => defineSchema(shape).layout.columns

describe('what was renamed', () => {
  const before: Shape = {
    items: collection({ name: register(''), stock: counter({ scale: 2 }), labels: set() }),
    site: single({ title: register('') }),
    raw: words(4, { as: 'f64' }),
  }
  const after: Shape = {
    products: renamed(
      collection({ title: renamed(register(''), { was: 'name' }), left: renamed(counter({ scale: 2 }), { was: 'stock' }), labels: set() }),
      { was: 'items' },
    ),
    place: renamed(single({ title: register('') }), { was: 'site' }),
    levels: renamed(words(4, { as: 'f64' }), { was: 'raw' }),
  }

  it('[CO66] has the columns that it had, under their names', () => {
    expect(columnsOf(after)).toEqual(columnsOf(before))
    expect([...defineSchema(after).layout.tables.keys()]).toEqual(['products', 'place', 'levels'])
    expect(
      defineSchema(after)
        .layout.tables.get('products')
        ?.fields.map(({ name }) => name),
    ).toEqual(['title', 'left', 'labels'])
  })

  it('[CO66] is told apart by a page and a worker of different builds', () => {
    const { description, fingerprint } = { ...defineSchema(after).layout, ...defineSchema(after) }
    expect(description).toContain('products, collection, stored as items')
    expect(description).toContain('products.title, register, initially "", stored as name')
    const plain = { products: collection({ title: register(''), left: counter({ scale: 2 }), labels: set() }) }
    expect(defineSchema({ products: renamed(plain.products, { was: 'a' }) }).fingerprint).not.toBe(defineSchema(plain).fingerprint)
    expect(fingerprint).not.toBe(defineSchema(before).fingerprint)
  })

  it('[CO66] may take the name of what took its own', () => {
    const swapped = { t: collection({ a: renamed(register(''), { was: 'b' }), b: renamed(register(''), { was: 'a' }) }) }
    expect(columnsOf(swapped)).toEqual(columnsOf({ t: collection({ a: register(''), b: register('') }) }))
  })

  it('[CO66] collides with what else is stored there, and needs a name', () => {
    const twice = failure(() => defineSchema({ t: collection({ a: renamed(register(''), { was: 'b' }), b: register('') }) }))
    expect([twice.code, twice.data['names']]).toEqual(['column-collision', ['t.b', 't.b']])
    expect(failure(() => renamed(register(''), { was: 'a.b' })).code).toBe('schema-invalid')
    expect(failure(() => renamed(collection({}), { was: '' })).code).toBe('schema-invalid')
  })
})

const number = { was: renamed(register<number>(), { was: 'g' }), from: (old: number | undefined) => old ?? 0 }

describe('what was changed', () => {
  it('[CO67] is a new column beside the old one, which is read and not declared', () => {
    const { layout } = defineSchema({ t: collection({ n: changed(counter(), { was: register(0), from: (old) => old }) }) })
    expect(layout.columns).toEqual(columnsOf({ t: collection({ n: counter() }) }))
    expect(layout.tables.get('t')?.fields[0]?.was?.columns).toEqual([columnId('t.n', Algebra.lww)])
    expect(layout.description).toContain('t.n, counter, scale 0, number, was t.n, register, initially 0')
  })

  it('[CO67] reads what the field was under the name that that had, through every version', () => {
    const cost = renamed(register(0), { was: 'cost' })
    const euros = renamed(changed(counter(), { was: cost, from: (old) => old }), { was: 'euros' })
    const cents = changed(counter({ scale: 2 }), { was: euros, from: (old) => old })
    const field = defineSchema({ t: renamed(collection({ price: cents }), { was: 'u' }) }).layout.tables.get('t')?.fields[0]
    const ids = [columnId('u.euros@0', Algebra.lww), columnId('u.euros@0', Algebra.sum), columnId('u.cost', Algebra.lww)]
    expect(field?.was?.columns).toEqual(ids)
    const read = (id: ColumnId | undefined, value: Cell): unknown =>
      rowFields(defineSchema({ t: renamed(collection({ price: cents }), { was: 'u' }) }).layout.tables.get('t') as never, {
        life: 1,
        cells: new Map([[id as ColumnId, value]]),
      })
    expect(read(ids[2], { stamp: 1, value: 7 })).toEqual([700])
    expect(read(ids[1], 8n)).toEqual([800])
  })

  it('[CO67] needs another algebra or name, and a field that is not shown elsewhere', () => {
    const same = (): unknown => defineSchema({ t: collection({ a: changed(register(''), { was: register(''), from: (old) => old }) }) })
    expect(failure(same).code).toBe('column-collision')
    const shown = renamed(register(0), { was: 'b' })
    for (const fields of [
      { a: changed(counter(), { was: shown, from: (old: number) => old }), b: register(0) },
      { b: register(0), a: changed(counter(), { was: shown, from: (old: number) => old }) },
    ])
      expect(failure(() => defineSchema({ t: collection(fields) })).code).toBe('column-collision')
  })

  const lww = (value: never): Cell => ({ stamp: 1, value })
  const nothing = [] as const
  /** The old field's cell, the new one's, and what shows. */
  const cases: readonly (readonly [
    string,
    Field,
    readonly Cell[],
    readonly (readonly ['lww' | 'sum' | 'extremum' | 'life' | 'sumBy' | 'lwwBy', Cell])[],
    unknown,
  ])[] = [
    [
      'a register shows what was',
      changed(register('none'), { ...number, from: (old) => `was ${old}` }),
      [lww(7 as never)],
      nothing,
      'was 7',
    ],
    [
      'a register shows its default where nothing was',
      changed(register('none'), { ...number, from: (old) => `was ${old}` }),
      [],
      nothing,
      'none',
    ],
    ['a counter has it as its base', changed(counter({ scale: 1 }), number), [lww(7 as never)], [['sum', 5n]], 7.5],
    [
      'a counter that was set has no other base',
      changed(counter(), number),
      [lww(7 as never)],
      [
        ['sum', 5n],
        ['lww', lww(1n as never)],
      ],
      6,
    ],
    ['max is the greater', changed(max(), number), [lww(7 as never)], [['extremum', 3]], 7],
    ['max is what was', changed(max(), number), [lww(-7 as never)], nothing, -7],
    ['min is the smaller', changed(min(), number), [lww(7 as never)], [['extremum', 3]], 3],
    ['max is its own', changed(max(), number), [], [['extremum', 3]], 3],
    [
      'a tally has it per element',
      changed(tally('a', 'b', 'c'), { was: register<number>(), from: (old) => ({ a: old ?? 0, b: 1 }) }),
      [lww(7 as never)],
      [
        [
          'sumBy',
          new Map([
            ['a', 1n],
            ['c', 2n],
          ]),
        ],
        ['lwwBy', new Map([['b', lww(5n as never)]]) as never],
      ],
      { a: 8, b: 5, c: 2 },
    ],
    [
      'a set has it per element',
      changed(set(), { was: register<string[]>([]), from: (old) => [...old] }),
      [lww(['x', 'y'] as never)],
      [
        [
          'life',
          new Map([
            ['y', 2],
            ['z', 1],
          ]),
        ],
      ],
      ['x', 'z'],
    ],
    [
      'what throws gives the default',
      changed(counter(), {
        ...number,
        from: () => {
          throw new Error('on purpose')
        },
      }),
      [lww(7 as never)],
      [['sum', 2n]],
      2,
    ],
    ['what it cannot hold gives the default', changed(counter(), { ...number, from: () => 0.5 }), [lww(7 as never)], nothing, 0],
    [
      'what it cannot take gives the default',
      changed(set('a'), { was: register<number>(), from: () => 'b' as never }),
      [lww(7 as never)],
      nothing,
      [],
    ],
  ]

  it.each(cases)('[CO68] %s', (_, field, old, cells, expected) => {
    const schema = defineSchema({ t: collection({ f: field }) })
    const table = schema.layout.tables.get('t')
    const layout = table?.fields[0]
    if (table === undefined || layout === undefined) throw new Error('the schema has it')
    const [column] = layout.was?.columns ?? []
    const all = new Map<ColumnId, Cell>(old.map((cell) => [column as ColumnId, cell]))
    for (const [part, cell] of cells) all.set(layout[part] as ColumnId, cell)
    const row = { life: 1, cells: all }
    const records = Table.of([['a', row]])
    for (const rows of [[{ table: 't', id: 'a', fields: rowFields(table, row), pending: false }], [blockOf(table, ['a'], records)]]) {
      const { views } = applyChanges(createView(schema), { whole: true, rows, words: [] })
      const shown = (views.t as unknown as { get(id: string): { f: unknown } }).get('a').f
      expect(shown instanceof Set ? [...shown] : shown).toEqual(expected)
    }
  })

  it('[CO68] what was a counter, a tally or a set is given as an app reads it', () => {
    const seen: unknown[] = []
    const spy = (old: unknown): string => {
      seen.push(old)
      return ''
    }
    const schema = defineSchema({
      t: collection({
        a: changed(register(''), { was: counter({ scale: 2 }), from: spy }),
        b: changed(register(''), { was: counter({ bigint: true }), from: spy }),
        c: changed(register(''), { was: tally(), from: spy }),
        d: changed(register(''), { was: set(), from: spy }),
        e: changed(register(''), { was: max(), from: spy }),
      }),
    })
    const table = schema.layout.tables.get('t')
    if (table === undefined) throw new Error('the schema has it')
    const cell = (descriptor: string, algebra: 1 | 2 | 5 | 6, value: Cell): [ColumnId, Cell] => [columnId(descriptor, algebra), value]
    const cells = new Map([
      cell('t.a@2', Algebra.sum, 150n),
      cell('t.b@0', Algebra.sum, 2n ** 60n),
      cell('t.c', Algebra.sumBy, new Map([['x', 3n]])),
      cell(
        't.d',
        Algebra.life,
        new Map([
          ['x', 1],
          ['y', 2],
        ]),
      ),
      cell('t.e', Algebra.max, 9.5),
    ])
    expect(rowFields(table, { life: 1, cells })).toEqual(['', '', '', '', ''])
    expect(seen).toEqual([1.5, 2n ** 60n, { x: 3 }, new Set(['x']), 9.5])
    // A count that no number is exactly is none to derive from.
    expect(rowFields(table, { life: 1, cells: new Map([cell('t.a@2', Algebra.sum, 2n ** 62n)]) })?.[0]).toBeUndefined()
    expect(seen).toHaveLength(5)
  })
})
