import { composeInto, createDelta, Table, WordMap, type Cell, type Delta } from '@torsor/core'
import fc from 'fast-check'
import { column, element, isKeyedColumn, recordKey, TABLES, valueOf, WORDS, int64, type Fact } from './fact.js'

/** One fact as a delta, without the code under test. */
export function deltaOfFact(fact: Fact): Delta {
  const delta = createDelta()
  if (fact.type === 'word') {
    const words = new WordMap()
    words.set(fact.index, fact.value)
    delta.words.set(fact.table, words)
  } else {
    const cells = new Map<typeof fact.table, Cell>()
    if (fact.type === 'cell') cells.set(fact.column, fact.element === null ? fact.value : (new Map([[fact.element, fact.value]]) as Cell))
    delta.records.set(fact.table, Table.of([[fact.record, { life: fact.life, cells }]]))
  }
  return delta
}

const life = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.constant(0xffff_fffe) })

export const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('life' as const), table: fc.constantFrom(...TABLES), record: recordKey, life }) },
  {
    weight: 8,
    arbitrary: column.chain((id) =>
      fc.record({
        type: fc.constant('cell' as const),
        table: fc.constantFrom(...TABLES),
        record: recordKey,
        life: fc.constantFrom(1, 1, 1, 3),
        column: fc.constant(id),
        element: isKeyedColumn(id) ? element : fc.constant(null),
        value: valueOf(id),
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('word' as const),
      table: fc.constantFrom(...WORDS),
      index: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 65_535 })),
      value: int64,
    }),
  },
)

export const facts: fc.Arbitrary<Fact[]> = fc.array(fact, { maxLength: 24 })

export function fold(deltas: readonly Delta[]): Delta {
  const result = createDelta()
  for (const delta of deltas) composeInto(result, delta)
  return result
}

export const delta: fc.Arbitrary<Delta> = facts.map((list) => fold(list.map(deltaOfFact)))
