import { Algebra, algebraOf, compareUtf8, encodeState, sortUtf8, Table, type ColumnId, type Delta, type Row } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delta } from '../arbitrary/delta.js'
import { recordKey, TABLES } from '../arbitrary/fact.js'
import { createRandom } from '../arbitrary/random.js'
import { runs } from '../arbitrary/runs.js'

type Entry = readonly [string, Row]

/** Records as they come: some come again, with another life or other cells. */
const entries: fc.Arbitrary<Entry[]> = fc
  .array(delta, { maxLength: 3 })
  .map((deltas) => deltas.flatMap(({ records }) => [...records.values()].flatMap((table) => [...table])))
const table: fc.Arbitrary<Table> = entries.map((list) => Table.of(new Map(list)))

function asDelta(records: Table): Delta {
  return { records: new Map([[TABLES[0] as ColumnId, records]]), words: new Map() }
}

/** Every column's lists: a stamp where there is a register, 0 where there is none, and no stamps of anything else. */
function expectSound({ size, columns }: Table): void {
  for (const { id, values, stamps } of columns) {
    expect(values.length).toBeLessThanOrEqual(size)
    const isRegister = algebraOf(id) === Algebra.lww
    expect(stamps).toEqual(isRegister ? values.map((value) => (value === undefined ? 0 : expect.any(Number))) : [])
  }
}

function isSorted(ids: readonly string[]): boolean {
  return ids.every((id, at) => at === 0 || compareUtf8(ids[at - 1] ?? '', id) < 0)
}

describe('[CO116] a table', () => {
  test('[CO116] reads like a Map of its rows, in the order in which they came', () => {
    fc.assert(
      fc.property(entries, fc.array(recordKey, { maxLength: 3 }), (list, others) => {
        const map = new Map(list)
        const made = Table.of(list)
        expect(made.size).toBe(map.size)
        expect([...made]).toEqual([...map])
        expect([...made.keys()]).toEqual([...map.keys()])
        for (const id of [...map.keys(), ...others]) {
          expect(made.has(id)).toBe(map.has(id))
          expect(made.get(id)).toEqual(map.get(id))
        }
      }),
      runs(0.5),
    )
  })

  test('[CO116] keeps each record at its place, where its cells are those of its row', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const made = Table.of(list)
        for (const [at, id] of [...new Map(list).keys()].entries()) {
          expect(made.find(id)).toBe(at)
          for (const before of [-1, at - 5, at - 1, at]) expect(made.findAfter(id, before)).toBe(at)
          const row = made.rowAt(at)
          for (const column of made.columns) expect(made.cell(at, column.id)).toEqual(row.cells.get(column.id))
          expect(made.cell(at, TABLES[0] as ColumnId)).toBeUndefined()
        }
        expect(made.find('nobody')).toBe(-1)
      }),
      runs(0.3),
    )
  })

  test('[CO116] knows the order of its ids, and whether they are in it', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), (list, sorted) => {
        const ids = sortUtf8([...new Map(list).keys()])
        const map = new Map(list)
        const made = sorted ? Table.of(ids.map((id): Entry => [id, map.get(id) as Row])) : Table.of(map)
        expect(made.order().map((at) => made.ids[at])).toEqual(ids)
        expect(made.ascending).toBe(isSorted(made.ids))
        expect(made.clone().ascending).toBe(made.ascending)
      }),
      runs(0.3),
    )
  })

  test('[CO116] of picked records holds these as they are, in the order asked for', () => {
    fc.assert(
      fc.property(table, fc.integer(), (whole, seed) => {
        const random = createRandom(seed)
        const places = random.shuffle([...whole.ids.keys()]).slice(0, random.below(whole.size + 1))
        const picked = whole.pick(places)
        expect([...picked]).toEqual(places.map((at) => [whole.ids[at], whole.rowAt(at)]))
        expectSound(picked)
        expect(picked.ascending).toBe(isSorted(picked.ids))
        expect(encodeState(asDelta(picked))).toEqual(encodeState(asDelta(Table.of([...picked]))))
      }),
      runs(0.5),
    )
  })

  test('[CO116] joined from others holds what they hold, one after the other', () => {
    fc.assert(
      fc.property(table, fc.boolean(), fc.integer(), (whole, sorted, seed) => {
        const random = createRandom(seed)
        const order = sorted ? whole.order() : [...whole.ids.keys()]
        const parts: Table[] = []
        for (let from = 0; from < order.length;) {
          const to = from + 1 + random.below(3)
          // Each with the columns that its own records have.
          parts.push(Table.of(order.slice(from, to).map((at): Entry => [whole.ids[at] as string, whole.rowAt(at)])))
          from = to
        }
        const joined = Table.joined(parts)
        expect([...joined]).toEqual(parts.flatMap((part) => [...part]))
        expectSound(joined)
        expect(joined.ascending).toBe(isSorted(joined.ids))
        expect(joined.order().map((at) => joined.ids[at])).toEqual(sortUtf8([...whole.ids]))
        for (const at of joined.ids.keys()) expect(joined.find(joined.ids[at] as string)).toBe(at)
      }),
      runs(0.5),
    )
  })

  test('[CO116] joined from none, or from some that are empty, is in the order in which it says it is', () => {
    expect(Table.joined([]).size).toBe(0)
    const of = (...ids: readonly string[]): Table => Table.of(ids.map((id): Entry => [id, { life: 1, cells: new Map() }]))
    for (const parts of [
      [of('A'), of()],
      [of(), of('B'), of('A')],
      [of('A'), of(), of('B')],
      // Where the middle says nothing about what is before and behind it.
      [of('B'), of(), of('A')],
      [of('b'), of(), of('a')],
    ]) {
      const joined = Table.joined(parts)
      expect(joined.order().map((at) => joined.ids[at])).toEqual([...joined.ids].sort())
    }
  })
})
