import {
  Algebra,
  applyDelta,
  columnId,
  createState,
  decodeState,
  digestOfDelta,
  encodeState,
  stateDigest,
  type Cell,
  type ColumnId,
} from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deltaOfFact, fold } from '../arbitrary/delta.js'
import { TABLES, type Fact } from '../arbitrary/fact.js'
import { createRandom } from '../arbitrary/random.js'
import { runs } from '../arbitrary/runs.js'
import { linesOf, oracle } from '../oracle/oracle.js'

const [items = columnId('items', Algebra.life)] = TABLES
const SAFE = 2n ** 53n - 1n

/** Around every border at which a sum could round, wrap or change its form. */
const amount = fc
  .tuple(
    fc.constantFrom(0n, 2n ** 31n, 2n ** 32n, 2n ** 52n, SAFE, 2n ** 53n, 2n ** 54n, 2n ** 62n, 2n ** 63n - 1n),
    fc.bigInt(-3n, 3n),
    fc.boolean(),
  )
  .map(([border, near, negative]) => BigInt.asIntN(64, negative ? -(border + near) : border + near))

function fact(column: ColumnId, element: string | null, value: bigint | number, record = 'a'): Fact {
  return { type: 'cell', table: items, record, life: 1, column, element, value }
}

test('[CO3] sums are exact whatever border they cross, in any order and any packets', () => {
  const columns = [
    { column: columnId('items.a', Algebra.sum), element: null },
    { column: columnId('items.a', Algebra.sumBy), element: 'x' },
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...columns),
      fc.array(amount, { minLength: 1, maxLength: 8 }),
      fc.integer(),
      ({ column, element }, amounts, seed) => {
        const random = createRandom(seed)
        const facts = amounts.filter((each) => each !== 0n).map((value) => fact(column, element, value))
        const expected = BigInt.asIntN(
          64,
          amounts.reduce((sum, each) => sum + each, 0n),
        )
        const state = createState()
        const shuffled = random.shuffle(facts)
        const cut = random.below(shuffled.length + 1)
        for (const part of [shuffled.slice(0, cut), shuffled.slice(cut)]) applyDelta(state, fold(part.map(deltaOfFact)))
        for (const { delta } of [state, decodeState(encodeState(state))]) {
          const cell = delta.records.get(items)?.get('a')?.cells.get(column)
          const held = element === null ? cell : (cell as Map<string, bigint> | undefined)?.get(element)
          expect(held ?? 0n).toBe(expected)
        }
        expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
      },
    ),
    runs(),
  )
})

test('[CO4] -0 is 0: in a cell, in bytes, in the digest', () => {
  for (const algebra of [Algebra.max, Algebra.min] as const) {
    const column = columnId('items.a', algebra)
    const [negative, positive] = [-0, 0].map((value) => deltaOfFact(fact(column, null, value)))
    if (negative === undefined || positive === undefined) throw new Error('there are two')
    for (const order of [[negative], [positive, negative], [negative, positive]]) {
      const state = createState()
      for (const delta of order) applyDelta(state, delta)
      const cell: Cell | undefined = state.delta.records.get(items)?.get('a')?.cells.get(column)
      expect(Object.is(cell, 0)).toBe(true)
      expect(encodeState(state)).toEqual(encodeState(positive))
      expect(stateDigest(state)).toBe(digestOfDelta(positive))
    }
  }
})

test('[CO11] a delta of many records is all of them', () => {
  const column = columnId('items.a', Algebra.sum)
  for (const count of [1, 63, 64, 65, 1000]) {
    const facts = Array.from({ length: count }, (_, at) => fact(column, null, BigInt(at + 1), `record ${at}`))
    const state = createState()
    const delta = fold(facts.map(deltaOfFact))
    for (const each of [delta, delta]) applyDelta(state, each)
    expect(linesOf(state.delta)).toEqual(oracle([...facts, ...facts]))
  }
})
