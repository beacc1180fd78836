import {
  Algebra,
  applyDelta,
  columnId,
  compose,
  createState,
  diff,
  digestOfDelta,
  encodeState,
  stateDigest,
  type ColumnId,
  type Delta,
  type Touch,
} from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deltaOfFact, fold } from '../arbitrary/delta.js'
import { TABLES, WORDS, type Fact } from '../arbitrary/fact.js'
import { runs } from '../arbitrary/runs.js'
import { linesOf, oracle } from '../oracle/oracle.js'

const [items = columnId('items', Algebra.life)] = TABLES
const [bits = columnId('bits', Algebra.xor), sums = columnId('sums', Algebra.sum)] = WORDS
const stock = columnId('items.a', Algebra.sum)
const votes = columnId('items.a', Algebra.sumBy)
const one = fc.constantFrom(1n, -1n)

/** Few cells and small steps: what is added is nearly always taken back again. */
const step: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    type: fc.constant('cell' as const),
    table: fc.constant(items),
    record: fc.constantFrom('a', 'b'),
    life: fc.constant(1),
    column: fc.constant(stock),
    element: fc.constant(null),
    value: one,
  }),
  fc.record({
    type: fc.constant('cell' as const),
    table: fc.constant(items),
    record: fc.constantFrom('a', 'b'),
    life: fc.constant(1),
    column: fc.constant(votes),
    element: fc.constantFrom('x', 'y'),
    value: one,
  }),
  fc.record({ type: fc.constant('word' as const), table: fc.constant(sums), index: fc.nat(1), value: one }),
  fc.record({ type: fc.constant('word' as const), table: fc.constant(bits), index: fc.nat(1), value: fc.constant(1n << 63n) }),
)
const steps = fc.array(step, { maxLength: 12 })

const deltaOf = (facts: readonly Fact[]): Delta => fold(facts.map(deltaOfFact))

class Told implements Touch {
  readonly addresses = new Set<string>()

  row(): void {
    // The lives here never change but once.
  }

  cell(table: ColumnId, record: string, column: ColumnId, element: string | null): void {
    this.addresses.add(JSON.stringify([table, record, column, element]))
  }

  word(table: ColumnId, index: number): void {
    this.addresses.add(JSON.stringify([table, index]))
  }
}

function addressOf(fact: Fact): string {
  if (fact.type === 'word') return JSON.stringify([fact.table, fact.index])
  return JSON.stringify([fact.table, fact.record, fact.type === 'cell' ? fact.column : null, fact.type === 'cell' ? fact.element : null])
}

test('[CO9] what came back to 0 is as if it had never been, in one fold or in many', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 4 }), (packets) => {
      const state = createState()
      for (const packet of packets) applyDelta(state, deltaOf(packet))
      expect(linesOf(state.delta)).toEqual(oracle(packets.flat()))
      expect(encodeState(state)).toEqual(encodeState(deltaOf(packets.flat())))
      expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
    }),
    runs(0.5),
  )
})

test('[CO16] a cell that comes back to 0 is in the digest no more, whenever that was asked for', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 4 }), (packets) => {
      const state = createState()
      for (const packet of packets) {
        applyDelta(state, deltaOf(packet))
        expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
      }
    }),
    runs(0.5),
  )
})

test('[CO13] a difference takes back what the prefix had and the whole has not', () => {
  fc.assert(
    fc.property(steps, steps, (prefix, rest) => {
      const [part, whole] = [deltaOf(prefix), deltaOf([...prefix, ...rest])]
      expect(linesOf(compose(part, diff(whole, part)))).toEqual(linesOf(whole))
    }),
    runs(0.5),
  )
})

test('[CO20] a cell that comes back to 0 is told like any other that changes', () => {
  fc.assert(
    fc.property(steps, step, (before, last) => {
      const state = createState()
      applyDelta(state, deltaOf(before))
      const told = new Told()
      applyDelta(state, deltaOfFact(last), told)
      expect([...told.addresses]).toEqual([addressOf(last)])
    }),
    runs(0.5),
  )
})

test('[CO17] a word that differs in one bit of either half has another digest', () => {
  const digests = [0n, ...Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit))].flatMap((value) =>
    WORDS.map((table) => digestOfDelta(deltaOfFact({ type: 'word', table, index: 7, value: value ^ (1n << 40n) ^ 5n }))),
  )
  expect(new Set(digests).size).toBe(digests.length)
})
