import { describe, expect, it } from 'vitest'
import type { ColumnId } from '../../src/cell/column.js'
import type { Cell, Row } from '../../src/delta/types.js'
import type { Value } from '../../src/value/index.js'
import { rowFields } from '../../src/view/index.js'
import { schema } from './schema.js'

const table = schema.layout.tables.get('items')!

function column(name: string, part: 'lww' | 'sum' | 'extremum' | 'life' | 'sumBy' | 'lwwBy'): ColumnId {
  return table.fieldByName.get(name)![part]!
}

function row(life: number, ...cells: readonly (readonly [ColumnId, Cell])[]): Row {
  return { life, cells: new Map(cells) }
}

function fieldsOf(...cells: readonly (readonly [ColumnId, Cell])[]): Readonly<Record<string, unknown>> {
  const fields = rowFields(table, row(1, ...cells))
  return Object.fromEntries(table.fields.map((field) => [field.name, fields?.[field.index]]))
}

const base = (value: bigint): { stamp: number; value: Value } => ({ stamp: 1, value: value })

describe('the fields of a row', () => {
  it('[CO94] are none where no record is alive', () => {
    expect(rowFields(table, undefined)).toBeNull()
    expect(rowFields(table, row(2))).toBeNull()
    expect(rowFields(table, row(3))).toStrictEqual([
      undefined,
      undefined,
      undefined,
      0,
      0,
      0,
      undefined,
      undefined,
      new Map(),
      new Map(),
      [],
      [],
    ])
  })

  it('[CO94] are a counter’s base and sum together, mod 2^64, as a number where that is exact', () => {
    expect(fieldsOf([column('stock', 'lww'), base(20n)], [column('stock', 'sum'), -3n])['stock']).toBe(17)
    expect(fieldsOf([column('stock', 'sum'), 2n ** 53n])['stock']).toBe(2n ** 53n)
    expect(fieldsOf([column('stock', 'lww'), base(2n ** 63n - 1n)], [column('stock', 'sum'), 1n])['stock']).toBe(-(2n ** 63n))
  })

  it('[CO94] are tallies and sets in the order of their elements’ bytes, without what is 0 or absent', () => {
    const sums = new Map([
      ['\u{10000}', 1n],
      ['\uffff', 2n],
      ['gone', 0n],
      ['b', 5n],
    ])
    const bases = new Map([
      ['b', base(-5n)],
      ['a', base(7n)],
    ])
    const tally = fieldsOf([column('causes', 'sumBy'), sums], [column('causes', 'lwwBy'), bases])['causes']
    expect([...(tally as Map<string, unknown>)]).toStrictEqual([
      ['a', 7],
      ['\uffff', 2],
      ['\u{10000}', 1],
    ])
    const lives = new Map([
      ['\u{10000}', 1],
      ['\uffff', 3],
      ['removed', 2],
      ['a', 1],
    ])
    expect(fieldsOf([column('labels', 'life'), lives])['labels']).toStrictEqual(['a', '\uffff', '\u{10000}'])
  })

  it('[CO94] are registers decoded and extrema as they are', () => {
    const fields = fieldsOf([column('place', 'lww'), { stamp: 1, value: { lat: 1 } }], [column('high', 'extremum'), 0.5])
    expect(fields).toMatchObject({ place: { lat: 1 }, high: 0.5 })
  })

  it('[CO94] count a base that is no int64 as none, so that a hostile peer spoils no row', () => {
    const fields = fieldsOf([column('stock', 'lww'), { stamp: 1, value: 'x' }], [column('stock', 'sum'), 2n])
    expect(fields['stock']).toBe(2)
  })
})
