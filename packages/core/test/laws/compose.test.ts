import {
  applyDelta,
  Algebra,
  columnId,
  compose,
  composeCell,
  composeInto,
  composeRow,
  createDelta,
  createState,
  decodeDelta,
  diff,
  encodeDelta,
  encodeState,
  invert,
  stateDigest,
  Table,
  WordMap,
  type AlgebraCode,
  type Cell,
  type ColumnId,
  type Delta,
  type Lww,
  type Row,
} from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delta, deltaOfFact, facts, fold } from '../arbitrary/delta.js'
import { column, element, isKeyedColumn, TABLES, valueOf, WORDS, type Fact } from '../arbitrary/fact.js'
import { runs } from '../arbitrary/runs.js'
import { linesOf, oracle } from '../oracle/oracle.js'

const [items = columnId('items', Algebra.life)] = TABLES

/** What is written to one cell, again and again. */
const meeting: fc.Arbitrary<Fact[]> = fc.tuple(column, element).chain(([id, name]) =>
  fc.array(
    valueOf(id).map((value) => cellFact(id, isKeyedColumn(id) ? name : null, value)),
    { maxLength: 4 },
  ),
)

function cellFact(id: ColumnId, name: string | null, value: bigint | number | Lww): Fact {
  return { type: 'cell', table: items, record: 'a', life: 1, column: id, element: name, value }
}

function rows(row: Row): Delta {
  return { records: new Map([[items, Table.of([['a', row]])]]), words: new Map() }
}

describe('[CO11] composition is a homomorphism', () => {
  test('[CO11] applying a composition is applying one after the other, and both orders agree', () => {
    fc.assert(
      fc.property(delta, delta, delta, (before, first, second) => {
        const stepwise = createState()
        for (const each of [before, first, second]) applyDelta(stepwise, each)
        const composed = createState()
        applyDelta(composed, before)
        applyDelta(composed, compose(first, second))
        const swapped = createState()
        for (const each of [second, before, first]) applyDelta(swapped, each)
        expect(encodeState(composed)).toEqual(encodeState(stepwise))
        expect(encodeState(swapped)).toEqual(encodeState(stepwise))
        expect(stateDigest(composed)).toBe(stateDigest(stepwise))
        expect(stateDigest(swapped)).toBe(stateDigest(stepwise))
      }),
      runs(),
    )
  })

  test('[CO11] associative, commutative, with the empty delta as identity, as data too', () => {
    fc.assert(
      fc.property(delta, delta, delta, (a, b, c) => {
        expect(linesOf(compose(compose(a, b), c))).toEqual(linesOf(compose(a, compose(b, c))))
        expect(linesOf(compose(a, b))).toEqual(linesOf(compose(b, a)))
        expect(linesOf(compose(a, createDelta()))).toEqual(linesOf(a))
        expect(linesOf(compose(createDelta(), a))).toEqual(linesOf(a))
      }),
      runs(0.5),
    )
  })

  test('[CO11] lattices are idempotent', () => {
    const lattice = facts.map((list) =>
      fold(list.filter((fact) => fact.type === 'life' || (fact.type === 'cell' && typeof fact.value !== 'bigint')).map(deltaOfFact)),
    )
    fc.assert(
      fc.property(lattice, (a) => {
        expect(linesOf(compose(a, a))).toEqual(linesOf(a))
      }),
      runs(0.3),
    )
  })

  test('[CO11] in place, pure, by row and by cell: one result', () => {
    fc.assert(
      fc.property(facts, facts, (first, second) => {
        const [a, b] = [fold(first.map(deltaOfFact)), fold(second.map(deltaOfFact))]
        const expected = oracle([...first, ...second])
        expect(linesOf(compose(a, b))).toEqual(expected)
        expect(linesOf(fold([a, b]))).toEqual(expected)
        const byRow = fold([a])
        for (const [table, records] of b.records) {
          const target = byRow.records.get(table)?.clone() ?? new Table()
          for (const [record, row] of records) target.set(record, composeRow(target.get(record), row))
          byRow.records.set(table, target)
        }
        for (const words of [b.words]) composeInto(byRow, { records: new Map(), words })
        expect(linesOf(byRow)).toEqual(expected)
      }),
      runs(0.5),
    )
  })
})

describe('[CO12] composing never aliases', () => {
  test('[CO12] changing a composition in place changes neither part, nor the other way round', () => {
    fc.assert(
      fc.property(delta, delta, delta, (first, second, third) => {
        const [firstLines, secondLines, thirdLines] = [linesOf(first), linesOf(second), linesOf(third)]
        const composed = compose(first, second)
        const composedLines = linesOf(composed)
        composeInto(composed, third)
        expect([linesOf(first), linesOf(second), linesOf(third)]).toEqual([firstLines, secondLines, thirdLines])

        const again = compose(first, second)
        composeInto(first, third)
        composeInto(second, third)
        expect(linesOf(again)).toEqual(composedLines)
        expect(linesOf(third)).toEqual(thirdLines)

        const target = createDelta()
        composeInto(target, third)
        composeInto(target, again)
        expect(linesOf(third)).toEqual(thirdLines)
      }),
      runs(),
    )
  })

  test('[CO12] a difference is its own', () => {
    fc.assert(
      fc.property(delta, delta, (whole, other) => {
        const lines = linesOf(whole)
        composeInto(diff(whole, createDelta()), other)
        expect(linesOf(whole)).toEqual(lines)
      }),
      runs(0.3),
    )
  })

  test('[CO12] composing a delta with itself in place', () => {
    fc.assert(
      fc.property(facts, (list) => {
        const own = fold(list.map(deltaOfFact))
        composeInto(own, own)
        expect(linesOf(own)).toEqual(oracle([...list, ...list]))
      }),
      runs(0.3),
    )
  })
})

describe('[CO13] difference', () => {
  test('[CO13] what a whole adds to its prefix, on top of anything', () => {
    fc.assert(
      fc.property(facts, facts, delta, (prefix, rest, elsewhere) => {
        const part = fold(prefix.map(deltaOfFact))
        const whole = fold([...prefix, ...rest].map(deltaOfFact))
        const stepwise = createState()
        for (const each of [elsewhere, part, diff(whole, part)]) applyDelta(stepwise, each)
        const direct = createState()
        for (const each of [elsewhere, whole]) applyDelta(direct, each)
        expect(encodeState(stepwise)).toEqual(encodeState(direct))
        expect(linesOf(compose(part, diff(whole, part)))).toEqual(linesOf(whole))
      }),
      runs(),
    )
  })

  test('[CO13] what a whole adds to a cell that its prefix has written too', () => {
    fc.assert(
      fc.property(meeting, fc.nat(4), (list, at) => {
        const part = fold(list.slice(0, at).map(deltaOfFact))
        const whole = fold(list.map(deltaOfFact))
        expect(linesOf(compose(part, diff(whole, part)))).toEqual(oracle(list))
      }),
      runs(),
    )
  })

  test('[CO13] nothing is left of a whole that is its own prefix: no cell, no row, no table', () => {
    fc.assert(
      fc.property(delta, (whole) => {
        expect(diff(whole, whole)).toEqual(createDelta())
        // A copy is as good, whose objects are others.
        expect(diff(whole, decodeDelta(encodeDelta(whole)))).toEqual(createDelta())
      }),
      runs(0.3),
    )
  })
})

describe('[CO14] inverse', () => {
  test('[CO14] groups: a delta and its inverse leave no cell', () => {
    const groups = facts.map((list) => list.filter((fact) => fact.type !== 'cell' || typeof fact.value === 'bigint'))
    fc.assert(
      fc.property(groups, (list) => {
        const own = fold(list.map(deltaOfFact))
        const lives = list.flatMap((fact) =>
          fact.type === 'word' ? [] : [{ type: 'life' as const, table: fact.table, record: fact.record, life: fact.life }],
        )
        expect(linesOf(compose(own, invert(own)))).toEqual(oracle(lives))
      }),
      runs(0.5),
    )
  })

  test('[CO14] a lattice has none', () => {
    const cell: Cell = 1
    const withMax = rows({ life: 1, cells: new Map([[columnId('items.last', Algebra.max), cell]]) })
    expect(() => invert(withMax)).toThrow(
      expect.objectContaining({ code: 'wrong-verb', data: { column: columnId('items.last', Algebra.max) } }),
    )
  })
})

describe('single algebras', () => {
  const of = (algebra: AlgebraCode) => columnId('items.field', algebra)

  test('[CO3] sums wrap modulo 2^64 and are exact on all 64 bits', () => {
    expect(composeCell(of(Algebra.sum), 2n ** 63n - 1n, 1n)).toBe(-(2n ** 63n))
    expect(composeCell(of(Algebra.sum), 2n ** 53n, 1n)).toBe(2n ** 53n + 1n)
    expect(composeCell(of(Algebra.sum), 5n, -5n)).toBeUndefined()
    expect(composeCell(of(Algebra.sum), undefined, 2n ** 64n)).toBeUndefined()
  })

  test('[CO4] the greater and the smaller number win', () => {
    expect(composeCell(of(Algebra.max), 1.5, -2)).toBe(1.5)
    expect(composeCell(of(Algebra.max), -3, 0)).toBe(0)
    expect(composeCell(of(Algebra.min), 1.5, -2)).toBe(-2)
  })

  test('[CO5] the later stamp wins; of equal stamps the greater bytes; a longer one over its prefix', () => {
    const lww = (stamp: number, ...bytes: number[]): Lww => ({ stamp, value: Uint8Array.from(bytes) })
    const wins = (winner: Lww, loser: Lww): void => {
      expect(composeCell(of(Algebra.lww), winner, loser)).toEqual(winner)
      expect(composeCell(of(Algebra.lww), loser, winner)).toEqual(winner)
    }
    wins(lww(2, 1), lww(1, 9))
    wins(lww(1, 0xff, 0), lww(1, 0x7f, 0x7f))
    // Canonical bytes: of a Uint8Array the length comes first.
    wins(lww(1, 0x7f, 0x7f), lww(1, 0xff))
    wins(lww(1, 7, 0), lww(1, 7))
    wins({ stamp: 1, value: 'b' }, { stamp: 1, value: 'a' })
    wins({ stamp: 1, value: 1n }, { stamp: 1, value: 1 })
    wins(lww(Number.MAX_SAFE_INTEGER, 1), lww(Number.MAX_SAFE_INTEGER - 1, 2))
  })

  test('[CO6] of an element the greater causal length wins, and stays when even', () => {
    const composed = composeCell(
      of(Algebra.life),
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    )
    expect(composed).toEqual(
      new Map([
        ['a', 2],
        ['b', 2],
      ]),
    )
  })

  test("[CO6] an element of causal length 0 is in nobody's set, and no element", () => {
    const nobody = new Map([['x', 0]])
    expect(composeCell(of(Algebra.life), undefined, nobody)).toBeUndefined()
    expect(composeCell(of(Algebra.life), new Map([['y', 1]]), nobody)).toEqual(new Map([['y', 1]]))
    const folded = fold([rows({ life: 1, cells: new Map([[of(Algebra.life), nobody]]) })])
    expect(folded.records.get(items)?.get('a')).toEqual({ life: 1, cells: new Map() })
  })

  test('[CO7] tallies compose element by element, and lose those that come out zero', () => {
    expect(
      composeCell(
        of(Algebra.sumBy),
        new Map([
          ['a', 1n],
          ['b', 2n],
        ]),
        new Map([
          ['a', -1n],
          ['c', 3n],
        ]),
      ),
    ).toEqual(
      new Map([
        ['b', 2n],
        ['c', 3n],
      ]),
    )
    expect(composeCell(of(Algebra.sumBy), new Map([['a', 1n]]), new Map([['a', -1n]]))).toBeUndefined()
  })

  test('[CO8] a greater life replaces the record, a lower one is ignored, an even one has no cells', () => {
    const cells = (value: bigint) => new Map<ReturnType<typeof of>, Cell>([[of(Algebra.sum), value]])
    const one = rows({ life: 1, cells: cells(5n) })
    const three = rows({ life: 3, cells: cells(7n) })
    const dead = rows({ life: 2, cells: new Map() })
    for (const order of [
      [one, dead, three],
      [three, dead, one],
      [dead, three, one],
    ])
      expect(linesOf(fold(order))).toEqual(linesOf(three))
    expect(linesOf(fold([one, dead, one]))).toEqual(linesOf(dead))
    expect(linesOf(fold([rows({ life: 2, cells: cells(1n) })]))).toEqual(linesOf(dead))
    expect(linesOf(compose(createDelta(), rows({ life: 2, cells: cells(1n) })))).toEqual(linesOf(dead))
  })

  test('[CO9] identities leave nothing behind: no cell, no column, no words, no table', () => {
    const up = rows({
      life: 1,
      cells: new Map<ReturnType<typeof of>, Cell>([
        [of(Algebra.sum), 5n],
        [of(Algebra.sumBy), new Map([['a', 1n]])],
      ]),
    })
    const down = rows({
      life: 1,
      cells: new Map<ReturnType<typeof of>, Cell>([
        [of(Algebra.sum), -5n],
        [of(Algebra.sumBy), new Map([['a', -1n]])],
      ]),
    })
    expect(fold([up, down]).records.get(items)?.get('a')?.cells.size).toBe(0)
    const [first, second] = [up, down].map(({ records }) => records.get(items)?.get('a'))
    expect(second && composeRow(first, second)).toEqual({ life: 1, cells: new Map() })
    const [bits = columnId('bits', Algebra.xor)] = WORDS
    const words = new WordMap()
    words.set(3, 9n)
    const word: Delta = { records: new Map(), words: new Map([[bits, words]]) }
    expect(fold([word, word]).words.size).toBe(0)
    expect(diff(word, word).words.size).toBe(0)
    expect(encodeDelta(compose(word, word))).toEqual(encodeDelta(createDelta()))
  })

  test('[CO2] a cell that does not fit its algebra is an error, not a mixture', () => {
    fc.assert(
      fc.property(column, (id) => {
        const wrong: Cell = (id & 7) === Algebra.sum ? 1.5 : (id & 7) === Algebra.lww ? 1n : { stamp: 1, value: 1 }
        expect(() => composeCell(id, wrong, wrong)).toThrow(TypeError)
      }),
      runs(0.05),
    )
  })

  test('[CO2] words merged by xor are no column of records', () => {
    const bits = of(Algebra.xor)
    const wrong = rows({ life: 1, cells: new Map<ColumnId, Cell>([[bits, new Map([['x', { stamp: 1, value: 1n }]])]]) })
    const right = rows({ life: 1, cells: new Map() })
    expect(() => compose(right, wrong)).toThrow(TypeError)
    expect(() => composeCell(bits, undefined, 1n)).toThrow(TypeError)
    expect(() => diff(wrong, right)).toThrow(TypeError)
    expect(() => diff(right, wrong)).toThrow(TypeError)
  })
})
