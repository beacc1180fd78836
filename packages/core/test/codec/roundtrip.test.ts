import {
  Algebra,
  applyDelta,
  columnId,
  composeInto,
  createDelta,
  createState,
  decodeAbsolute,
  decodeDelta,
  decodeState,
  digestOfDelta,
  encodeAbsolute,
  encodeDelta,
  encodeState,
  stateDigest,
  Table,
  WordMap,
  type Cell,
  type ColumnId,
  type Delta,
} from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delta, deltaOfFact, facts, fold } from '../arbitrary/delta.js'
import { createRandom, type Random } from '../arbitrary/random.js'
import { runs } from '../arbitrary/runs.js'
import { linesOf } from '../oracle/oracle.js'

/** The same delta with its maps built in another order. */
function shuffled(original: Delta, random: Random): Delta {
  const copy = createDelta()
  for (const [table, records] of random.shuffle([...original.records])) {
    const rows = new Table()
    for (const [record, row] of random.shuffle([...records])) {
      const cells = new Map<ColumnId, Cell>()
      for (const [column, cell] of random.shuffle([...row.cells]))
        cells.set(column, cell instanceof Map ? (new Map(random.shuffle([...(cell as Map<string, Cell>)])) as Cell) : cell)
      rows.set(record, { life: row.life, cells })
    }
    copy.records.set(table, rows)
  }
  for (const [table, words] of random.shuffle([...original.words])) copy.words.set(table, words)
  return copy
}

describe('[CO23] there and back', () => {
  test('[CO23] deltas, absolutes and states', () => {
    fc.assert(
      fc.property(delta, (original) => {
        expect(linesOf(decodeDelta(encodeDelta(original)))).toEqual(linesOf(original))
        expect(linesOf(decodeAbsolute(encodeAbsolute(original)))).toEqual(linesOf(original))
        const state = decodeState(encodeState(original))
        expect(linesOf(state.delta)).toEqual(linesOf(original))
        expect(stateDigest(state)).toBe(digestOfDelta(original))
      }),
      runs(),
    )
  })

  test('[CO23] big tables of every shape of column', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createRandom(seed)
        const original = createDelta()
        const table = columnId('items', Algebra.life)
        const rows = new Table()
        const dense = random.below(2)
        const width = random.below(63)
        for (let at = 0, count = random.below(300); at < count; at++) {
          const cells = new Map<ColumnId, Cell>()
          if (dense === 1 || random.chance(0.1))
            cells.set(columnId('items.stock', Algebra.sum), 1n + (BigInt(random.below(2 ** 31)) * 2n ** BigInt(width)) / 2n ** 31n)
          if (random.chance(0.9))
            cells.set(columnId('items.seen', Algebra.max), random.chance(0.01) ? 1.5 : 1_700_000_000_000 + random.below(1000))
          if (random.chance(0.5))
            cells.set(columnId('items.name', Algebra.lww), {
              stamp: 2 ** 50 + random.below(dense === 1 ? 1 : 2 ** 30),
              value: String.fromCharCode(97 + random.below(3)),
            })
          if (random.chance(0.5))
            cells.set(
              columnId('items.marks', Algebra.life),
              new Map([
                ['fragile', 1 + random.below(2)],
                [`mark${random.below(5)}`, 1],
              ]),
            )
          rows.set(random.chance(0.5) ? `item-${at}` : `ü${'x'.repeat(random.below(20))}${at}`, {
            life: random.chance(0.02) ? 3 : 1,
            cells,
          })
        }
        if (rows.size > 0) original.records.set(table, rows)
        const valid = fc.sample(delta, { numRuns: 1, seed })[0] ?? createDelta()
        composeInto(original, valid)
        expect(linesOf(decodeDelta(encodeDelta(original)))).toEqual(linesOf(original))
      }),
      runs(0.2),
    )
  })

  test('[CO23] nothing is one byte, and not two kinds', () => {
    expect(encodeDelta(createDelta())).toHaveLength(1)
    expect(linesOf(decodeDelta(encodeDelta(createDelta())))).toEqual([])
  })
})

describe('[CO24] canonical', () => {
  test('[CO24] one byte string, whatever the order of the maps and of the facts', () => {
    fc.assert(
      fc.property(facts, fc.integer(), (list, seed) => {
        const random = createRandom(seed)
        const original = fold(list.map(deltaOfFact))
        const bytes = encodeDelta(original)
        expect(encodeDelta(shuffled(original, random))).toEqual(bytes)
        expect(encodeDelta(fold(random.shuffle(list).map(deltaOfFact)))).toEqual(bytes)
        expect(encodeDelta(decodeDelta(bytes))).toEqual(bytes)
      }),
      runs(),
    )
  })

  test('[CO24] a decoded delta iterates in canonical order', () => {
    const original = createDelta()
    for (const key of ['b', 'a', '\uffee', '\u{10437}'])
      composeInto(original, deltaOfFact({ type: 'life', table: columnId('t', Algebra.life), record: key, life: 1 }))
    const decoded = decodeDelta(encodeDelta(original))
    expect([...(decoded.records.get(columnId('t', Algebra.life))?.keys() ?? [])]).toEqual(['a', 'b', '\uffee', '\u{10437}'])
  })

  test('[CO24] what a decoder gives shares no memory with the bytes', () => {
    fc.assert(
      fc.property(delta, (original) => {
        const bytes = encodeDelta(original)
        const decoded = decodeDelta(bytes)
        bytes.fill(0xff)
        expect(linesOf(decoded)).toEqual(linesOf(original))
      }),
      runs(0.1),
    )
  })
})

describe('identities', () => {
  const table = columnId('t', Algebra.life)
  const sum = columnId('t.n', Algebra.sum)
  const tally = columnId('t.by', Algebra.sumBy)
  const bits = columnId('bits', Algebra.xor)

  function withZeros(): Delta {
    const zeros = new WordMap()
    zeros.set(7, 0n)
    return {
      records: new Map([
        [
          table,
          Table.of([
            [
              'a',
              {
                life: 1,
                cells: new Map<ColumnId, Cell>([
                  [sum, 0n],
                  [tally, new Map([['x', 0n]])],
                ]),
              },
            ],
          ]),
        ],
      ]),
      words: new Map([[bits, zeros]]),
    }
  }

  test('[CO25] are not written in deltas and states', () => {
    const without: Delta = { records: new Map([[table, Table.of([['a', { life: 1, cells: new Map() }]])]]), words: new Map() }
    expect(encodeDelta(withZeros())).toEqual(encodeDelta(without))
    expect(encodeState(withZeros())).toEqual(encodeState(without))
  })

  test('[CO26] are written in absolutes, where they erase', () => {
    const decoded = decodeAbsolute(encodeAbsolute(withZeros()))
    expect(linesOf(decoded)).toEqual(linesOf(withZeros()))
    expect(linesOf(decoded).filter((line) => line.endsWith(' 0'))).toHaveLength(3)
  })

  test('[CO25] [CO30] and bytes of one kind are refused as another', () => {
    for (const bytes of [encodeAbsolute(withZeros()), encodeState(withZeros())])
      expect(() => decodeDelta(bytes)).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
    const asDelta = encodeAbsolute(withZeros())
    asDelta[0] = (asDelta[0] ?? 0) & ~3
    expect(() => decodeDelta(asDelta)).toThrow(/identity/)
    expect(() => decodeState(encodeDelta(withZeros()))).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
    expect(() => decodeAbsolute(encodeDelta(withZeros()))).toThrow(expect.objectContaining({ code: 'bytes-malformed' }))
  })

  test('[CO25] cells in an even life are not written', () => {
    const dead = { life: 2, cells: new Map<ColumnId, Cell>([[sum, 5n]]) }
    const decoded = decodeDelta(encodeDelta({ records: new Map([[table, Table.of([['a', dead]])]]), words: new Map() }))
    expect(decoded.records.get(table)?.get('a')).toEqual({ life: 2, cells: new Map() })
  })
})

describe('[CO32] size', () => {
  const STEPS = 400

  function tick(algebra: typeof Algebra.sum | typeof Algebra.xor): number[] {
    const random = createRandom(5)
    const table = columnId('telemetry', algebra)
    const registers = Array.from({ length: 256 }, () => (BigInt(random.below(2 ** 31)) << 31n) | BigInt(random.below(2 ** 31)))
    return Array.from({ length: STEPS }, () => {
      const words = new WordMap()
      for (const index of random.shuffle(registers.map((_, at) => at)).slice(0, 13)) {
        const before = registers[index] ?? 0n
        const step = BigInt(random.below(1024) - 511)
        registers[index] = BigInt.asUintN(64, before + step)
        words.set(index, algebra === Algebra.sum ? step : before ^ (registers[index] ?? 0n))
      }
      return encodeDelta({ records: new Map(), words: new Map([[table, words]]) }).length
    })
  }

  test('[CO32] a tick of 13 of 256 words that move by -511…+512 is at most 40 bytes by sum and 46 by xor, on average', () => {
    const mean = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0) / sizes.length
    expect(mean(tick(Algebra.sum))).toBeLessThanOrEqual(40)
    expect(mean(tick(Algebra.xor))).toBeLessThanOrEqual(46)
  })

  test('[CO32] what all records have in common costs next to nothing', () => {
    const table = columnId('items', Algebra.life)
    const rows = (count: number): Delta => {
      const records = new Table()
      for (let at = 0; at < count; at++)
        records.set(String(1000 + at), {
          life: 1,
          cells: new Map<ColumnId, Cell>([
            [columnId('items.kind', Algebra.lww), { stamp: 2 ** 50, value: true }],
            [columnId('items.n', Algebra.sum), 1n],
          ]),
        })
      return { records: new Map([[table, records]]), words: new Map() }
    }
    const [some, more] = [encodeDelta(rowsOf(rows, 100)).length, encodeDelta(rowsOf(rows, 200)).length]
    // A byte of key and the byte of the value; prefixes, lives, presence, stamps and lengths are fractions.
    expect((more - some) / 100).toBeLessThan(3)
  })
})

function rowsOf(make: (count: number) => Delta, count: number): Delta {
  const state = createState()
  applyDelta(state, make(count))
  return state.delta
}
