import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toColumnId, type ColumnId } from '../../src/cell/column.js'
import { createDelta } from '../../src/delta/delta.js'
import { Table } from '../../src/delta/table.js'
import type { Cell, Row } from '../../src/delta/types.js'
import { compareUtf8, sortUtf8 } from '../../src/order/compare.js'
import { collection, counter, defineSchema, register, single, tally } from '../../src/schema/index.js'
import { applyChanges, blockOf, createView, rowFields } from '../../src/view/index.js'
import type { ColumnBlock, RawField, RowPatch, ViewChanges, ViewState } from '../../src/view/index.js'

const schema = defineSchema({
  items: collection({ name: register(''), stock: counter(), votes: tally() }),
  other: collection({ name: register('') }),
})
type S = typeof schema

const runs = Math.ceil(Number(process.env['TORSOR_RUNS'] ?? 1000) / 5)

/** Counts how often a record was made of it. */
class Votes extends Map<string, number> {
  static made = 0

  override keys(): MapIterator<string> {
    Votes.made += 1
    return super.keys()
  }
}

interface Item {
  readonly id: string
  readonly name: string | undefined
  readonly stock: number
  readonly pending: boolean
}

const votes = ({ stock }: Item): Map<string, number> => new Votes(stock === 0 ? [] : [['up', stock]])
const fieldsOf = (item: Item): readonly RawField[] => [item.name, item.stock, votes(item)]
const patch = (item: Item): RowPatch => ({ table: 'items', id: item.id, fields: fieldsOf(item), pending: item.pending })

function block(items: readonly Item[]): ColumnBlock {
  return {
    table: 'items',
    ids: items.map(({ id }) => id),
    columns: { votes: items.map(votes), stock: items.map(({ stock }) => stock), name: items.map(({ name }) => name) },
    pending: items.filter(({ pending }) => pending).map(({ id }) => id),
  }
}

const changes = (rows: ViewChanges['rows'], whole: boolean = false): ViewChanges => ({ whole, rows, words: [] })
const sorted = (items: readonly Item[]): readonly Item[] => items.toSorted((a, b) => compareUtf8(a.id, b.id))

function contentOf({ views: { items } }: ViewState<S>): unknown {
  return { list: items.list(), ids: items.ids(), size: items.size, pending: items.ids().filter((id) => items.isPending(id)) }
}

/** Named so that ids ascend. */
function manyItems(length: number): readonly Item[] {
  return Array.from({ length }, (_, n) => ({ id: `row-${String(n).padStart(6, '0')}`, name: `n${n}`, stock: n, pending: n % 7 === 0 }))
}

const id = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\uffff', '\u{10000}'), minLength: 1, maxLength: 3 })
const item: fc.Arbitrary<Item> = fc.record({
  id,
  name: fc.constantFrom(undefined, 'x', 'y'),
  stock: fc.nat({ max: 3 }),
  pending: fc.boolean(),
})
const itemsOf = (maxLength: number): fc.Arbitrary<Item[]> => fc.uniqueArray(item, { selector: ({ id }) => id, maxLength })

describe('a block', () => {
  it('[CO106] is what its rows are one by one, in any order, upon any view', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ items: itemsOf(200), whole: fc.boolean(), ascending: fc.boolean(), gone: fc.array(id, { maxLength: 5 }) }), {
          maxLength: 5,
        }),
        (batches) => {
          let [one, other] = [createView(schema), createView(schema)]
          for (const { items, whole, ascending, gone } of batches) {
            const dead = gone.map((id): RowPatch => ({ table: 'items', id, fields: null, pending: false }))
            const inOrder = ascending ? sorted(items) : items
            const before = [one.views.items.list(), one] as const
            one = applyChanges(one, changes([block(inOrder.slice(0, 100)), ...dead, block(inOrder.slice(100))], whole))
            other = applyChanges(other, changes([...inOrder.slice(0, 100).map(patch), ...dead, ...inOrder.slice(100).map(patch)], whole))
            expect(contentOf(one)).toStrictEqual(contentOf(other))
            expect(one.views.items.list() === before[0]).toBe(
              one.views.items.list().every((record, n) => record === before[0][n]) && one.views.items.size === before[0].length,
            )
            // The same once more changes nothing, whichever way it comes.
            expect(applyChanges(one, changes(inOrder.slice(100).map(patch)))).toBe(one)
            expect(applyChanges(one, changes([block(inOrder.slice(100))]))).toBe(one)
          }
        },
      ),
      { numRuns: runs },
    )
  })

  it('[CO106] knows that the deletion of a record is pending', () => {
    const state = applyChanges(createView(schema), changes([{ ...block(manyItems(3)), pending: ['gone'] }], true))
    expect(state.views.items.isPending('gone')).toBe(true)
    expect(state.views.items.has('gone')).toBe(false)
    expect(state.views.items.isPending('row-000000')).toBe(false)
  })

  it('[CO106] that names no pending record has none, and one without records changes nothing', () => {
    const { pending: _, ...unmarked } = block(manyItems(3).map((item) => ({ ...item, pending: false })))
    const state = applyChanges(createView(schema), changes([{ ...unmarked, pending: [] }]))
    expect(applyChanges(state, changes([unmarked]))).toBe(state)
    const wall = defineSchema({ site: single({ title: register('') }) })
    const titled = applyChanges(createView(wall), changes([{ table: 'site', id: '', fields: ['Wall'], pending: false }]))
    expect(applyChanges(titled, changes([{ table: 'site', ids: [], columns: { title: [] } }]))).toBe(titled)
  })

  it('[CO86] that comes whole keeps the identity of what is as it was', () => {
    const items = manyItems(1000)
    const filled = applyChanges(createView(schema), changes([block(items)], true))
    const list = filled.views.items.list()
    expect(applyChanges(filled, changes([block(items.slice(0, 300)), block(items.slice(300))], true))).toBe(filled)
    const after = applyChanges(
      filled,
      changes([block(items.slice(1).map((item) => (item.stock === 500 ? { ...item, name: 'new' } : item)))], true),
    )
    expect(after.views.items.list().filter((record, n) => record !== list[n + 1])).toStrictEqual([after.views.items.get('row-000500')])
    expect(after.views.items.get('row-000500')?.votes).toBe(list[500]?.votes)
  })

  it('[CO89] that does not fit the schema is refused', () => {
    const empty = createView(schema)
    for (const good of [block(manyItems(1)), block(manyItems(2))]) {
      const { votes: _, ...fewer } = good.columns
      const bad: readonly ColumnBlock[] = [
        { ...good, table: 'nothing' },
        { ...good, columns: fewer },
        { ...good, ids: ['a', 'b', 'c'] },
      ]
      for (const wrong of bad) {
        const refusal = expect.objectContaining({ code: 'schema-mismatch', data: { table: wrong.table } })
        expect(() => applyChanges(empty, changes([wrong]))).toThrow(refusal)
      }
    }
  })

  it('[CO106] is made of rows as they are, without the dead', () => {
    const { layout } = schema
    const table = layout.tables.get('items')
    if (table === undefined) throw new Error('no table')
    const [name, stock] = table.fields
    const id = (column: ColumnId | null | undefined): ColumnId => column ?? toColumnId(0)
    const delta = createDelta()
    const row = (life: number, text: string): [string, Row] => {
      const cells = new Map<ColumnId, Cell>()
      if (life % 2 === 1) {
        cells.set(id(name?.lww), { stamp: 1, value: text })
        cells.set(id(stock?.lww), { stamp: 1, value: BigInt(text.length) })
        if (life === 3) cells.set(id(stock?.sum), -2n)
      }
      return [text, { life, cells }]
    }
    delta.records.set(table.id, Table.of([row(1, 'b'), row(2, 'dead'), row(3, '\u{10000}'), row(1, '\uffff')]))
    const records = delta.records.get(table.id)
    const ids = sortUtf8([...(records?.keys() ?? []), 'nobody'])
    const made = blockOf(table, ids, records)
    expect(made.ids).toStrictEqual(['b', '\uffff', '\u{10000}'])
    for (const [at, id] of made.ids.entries())
      expect(table.fields.map((field) => made.columns[field.name]?.[at])).toStrictEqual(rowFields(table, records?.get(id)))
    expect(
      applyChanges(createView(schema), changes([made]))
        .views.items.list()
        .map((item) => item.name),
    ).toStrictEqual(made.ids)
  })
})

describe('the records of a view', () => {
  const open = (): ViewState<S> => applyChanges(createView(schema), changes([block(manyItems(1000))], true))
  const make = (work: () => unknown): number => {
    Votes.made = 0
    work()
    return Votes.made
  }

  it('[CO107] are made when they are first read, and once', () => {
    expect(make(open)).toBe(0)
    const { items } = open().views
    expect(make(() => [items.size, items.ids(), items.has('row-000003'), items.isPending('row-000003')])).toBe(0)
    expect(make(() => items.get('row-000003'))).toBe(1)
    expect(make(() => items.get('row-000003'))).toBe(0)
    expect(make(() => items.list())).toBe(999)
    expect(make(() => [...items, ...items.filter(() => true)])).toBe(0)
    expect(items.get('row-000003')).toBe(items.list()[3])
  })

  it('[CO107] are not made because others change', () => {
    const state = open()
    const changed = { id: 'row-000003', name: 'x', stock: 3, pending: false }
    expect(make(() => applyChanges(state, changes([patch(changed)])))).toBe(0)
    expect(make(() => applyChanges(state, changes([patch({ ...changed, id: 'row-000003a' })])))).toBe(0)
    const after = applyChanges(state, changes([patch(changed)]))
    expect(make(() => after.views.items.get('row-000003'))).toBe(1)
  })

  it('[CO83] are the same for all views that share a row, whichever is read first', () => {
    const before = open()
    const after = applyChanges(before, changes([patch({ id: 'row-000003', name: 'x', stock: 3, pending: false })]))
    const later = applyChanges(after, changes([patch({ id: 'row-000005', name: 'x', stock: 5, pending: false })]))
    for (const id of ['row-000004', 'row-000100', 'row-000999']) {
      const record = later.views.items.get(id)
      expect(record).toBeDefined()
      expect(before.views.items.get(id)).toBe(record)
      expect(after.views.items.get(id)).toBe(record)
    }
    expect(later.views.items.get('row-000003')).toBe(after.views.items.get('row-000003'))
    expect(later.views.items.get('row-000003')).not.toBe(before.views.items.get('row-000003'))
    // A field that did not change is the same, though neither record was there when the other one was made.
    expect(later.views.items.get('row-000003')?.votes).toBe(before.views.items.get('row-000003')?.votes)
  })

  it('[CO81] keep no older view alive', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    let state = open()
    const first = new WeakRef(state.views.items)
    const oldLeaf = new WeakRef(state.views.items.get('row-000003') ?? {})
    for (let n = 0; n < 10; n++)
      state = applyChanges(state, changes([patch({ id: 'row-000003', name: `x${n}`, stock: n, pending: false })]))
    // A WeakRef holds on until the end of the task.
    for (let tries = 0; tries < 50 && (first.deref() ?? oldLeaf.deref()) !== undefined; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 0))
      collect()
    }
    expect(first.deref()).toBeUndefined()
    expect(oldLeaf.deref()).toBeUndefined()
    expect(state.views.items.get('row-000003')?.name).toBe('x9')
  })
})
