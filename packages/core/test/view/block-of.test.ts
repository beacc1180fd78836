import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnId } from '../../src/cell/column.js'
import { Table } from '../../src/delta/table.js'
import type { Cell, Lww, Row } from '../../src/delta/types.js'
import { sortUtf8 } from '../../src/order/compare.js'
import type { FieldLayout } from '../../src/schema/index.js'
import { blockOf, rowFields } from '../../src/view/index.js'
import { schema } from './schema.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 1000)

const layout = schema.layout.tables.get('items')
if (layout === undefined) throw new Error('no items')
const table = layout

const int64 = fc.oneof(fc.bigInt({ min: -3n, max: 3n }), fc.constantFrom(2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)))
// A relay knows no schema: a base may be anything that a register can hold.
const base: fc.Arbitrary<Lww> = fc.record({ stamp: fc.integer({ min: 1, max: 9 }), value: fc.oneof(int64, fc.constantFrom(null, 'x', 7)) })
const text = fc.record({ stamp: fc.integer({ min: 1, max: 9 }), value: fc.constantFrom('', 'x', null) })
const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const byElement = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> =>
  fc.array(fc.tuple(fc.constantFrom('up', 'x', '\uffff', '\u{10000}'), value), { maxLength: 3 }).map((entries) => new Map(entries))

function cellsOf({ kind, lww, sum, extremum, life, sumBy, lwwBy }: FieldLayout): fc.Arbitrary<readonly (readonly [ColumnId, Cell])[]> {
  const columns: readonly (readonly [ColumnId | null, fc.Arbitrary<Cell>])[] = [
    [lww, kind === 'register' ? text : base],
    [sum, int64],
    [extremum, number],
    [life, byElement(fc.integer({ min: 1, max: 3 }))],
    [sumBy, byElement(int64)],
    [lwwBy, byElement(base)],
  ]
  const cells = columns.flatMap(([id, cell]) => (id === null ? [] : [fc.option(fc.tuple(fc.constant(id), cell), { nil: null })]))
  return fc.tuple(...cells).map((some) => some.filter((entry) => entry !== null))
}

const row: fc.Arbitrary<Row> = fc
  .tuple(fc.constantFrom(1, 2, 3), fc.tuple(...table.fields.map(cellsOf)))
  .map(([life, cells]) => ({ life, cells: new Map(life % 2 === 0 ? [] : cells.flat()) }))
const rows: fc.Arbitrary<ReadonlyMap<string, Row>> = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '\uffff', '\u{10000}'), row), { maxLength: 5 })
  .map((entries) => new Map(entries))

describe('a block of a table', () => {
  it('[CO106] holds the fields of every living record, as its row has them or the row above it', () => {
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (below, above, isPlaced) => {
        const records = Table.of(below)
        const ids = sortUtf8([...new Set([...below.keys(), ...above.keys(), 'nobody'])])
        const asked: string[] = []
        const upon = (id: string): Row | null => {
          asked.push(id)
          return above.get(id) ?? null
        }
        const block = blockOf(table, ids, records, upon, isPlaced ? ids.map((id) => records.find(id)) : undefined)
        const fields = ids.map((id) => rowFields(table, above.get(id) ?? records.get(id)))
        expect(block.ids).toStrictEqual(ids.filter((_, at) => fields[at] !== null))
        const alive = fields.filter((raw) => raw !== null)
        for (const { name, index } of table.fields) expect(block.columns[name]).toStrictEqual(alive.map((raw) => raw[index]))
        expect(asked).toStrictEqual(ids)
      }),
      { numRuns: runs },
    )
  })

  it('[CO106] of no records holds none', () => {
    expect(blockOf(table, ['a', 'b'])).toStrictEqual({
      table: 'items',
      ids: [],
      columns: Object.fromEntries(table.fields.map(({ name }) => [name, []])),
    })
  })
})
