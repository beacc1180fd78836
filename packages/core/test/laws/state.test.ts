import {
  Algebra,
  applyDelta,
  cloneDelta,
  cloneState,
  columnId,
  createDelta,
  createState,
  decodeAbsolute,
  decodeDelta,
  digestOfDelta,
  encodeAbsolute,
  encodeDelta,
  decodeState,
  encodeState,
  joinState,
  loadAbsolute,
  stateDigest,
  Table,
  WordMap,
  type Cell,
  type ColumnId,
  type Delta,
  type Row,
  type State,
  type Touch,
  type Value,
} from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delta, deltaOfFact, facts, fold } from '../arbitrary/delta.js'
import { isKeyedColumn } from '../arbitrary/fact.js'
import { createRandom } from '../arbitrary/random.js'
import { runs } from '../arbitrary/runs.js'
import { linesOf } from '../oracle/oracle.js'

type Address = readonly [
  kind: 'row' | 'cell' | 'word',
  table: ColumnId,
  record: string | number,
  column: ColumnId | null,
  element: string | null,
]

/** What a relay keeps for "everything since p": of each address, the position of its last change. */
class LastChanged implements Touch {
  readonly positions = new Map<string, { address: Address; position: number }>()
  position = 0

  row(table: ColumnId, record: string, _replaced: boolean): void {
    this.#note(['row', table, record, null, null])
  }

  cell(table: ColumnId, record: string, column: ColumnId, element: string | null): void {
    this.#note(['cell', table, record, column, element])
  }

  word(table: ColumnId, index: number): void {
    this.#note(['word', table, index, null, null])
  }

  since(position: number): Address[] {
    return [...this.positions.values()].filter((entry) => entry.position > position).map((entry) => entry.address)
  }

  #note(address: Address): void {
    this.positions.set(JSON.stringify(address), { address, position: this.position })
  }
}

function plain(table: ColumnId, record: string, state: State): Row | undefined {
  return state.delta.records.get(table)?.get(record)
}

/** The absolute values of one address, as a slice of its own. */
function absoluteOf(state: State, [kind, table, record, column, element]: Address): Delta {
  const absolute = createDelta()
  if (kind === 'word') {
    const words = new WordMap()
    words.set(Number(record), state.delta.words.get(table)?.get(Number(record)) ?? 0n)
    absolute.words.set(table, words)
    return absolute
  }
  const row = plain(table, String(record), state)
  if (row === undefined) throw new Error('a row was touched and is not there')
  const cells = new Map<ColumnId, Cell>()
  if (column !== null && row.life % 2 === 1) {
    const held = row.cells.get(column)
    const zero = (column & 7) === Algebra.sum || (column & 7) === Algebra.sumBy ? 0n : undefined
    if (element === null) {
      if (held !== undefined) cells.set(column, held)
      else if (zero !== undefined) cells.set(column, zero)
    } else {
      const value = held instanceof Map ? (held as Map<string, Cell>).get(element) : undefined
      if (value !== undefined || zero !== undefined) cells.set(column, new Map([[element, value ?? zero]]) as Cell)
    }
  }
  absolute.records.set(table, Table.of([[String(record), { life: row.life, cells }]]))
  return absolute
}

describe('digest', () => {
  test('[CO16] is that of the state from nothing, after every change, and for a copy', () => {
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 4 }), fc.array(delta, { maxLength: 2 }), (deltas, absolutes) => {
        const state = createState()
        for (const each of deltas) {
          applyDelta(state, each)
          expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
        }
        const before = stateDigest(state)
        const copy = cloneState(state)
        for (const each of absolutes) {
          loadAbsolute(copy, each)
          expect(stateDigest(copy)).toBe(digestOfDelta(copy.delta))
        }
        expect(stateDigest(state)).toBe(before)
        expect(digestOfDelta(state.delta)).toBe(before)
      }),
      runs(),
    )
  })

  test('[CO16] is the same when it is asked for after many changes, of a state that grew here and of one that was decoded', () => {
    fc.assert(
      fc.property(delta, fc.array(delta, { maxLength: 3 }), fc.array(delta, { maxLength: 2 }), (first, deltas, absolutes) => {
        const grown = createState()
        applyDelta(grown, first)
        const decoded = decodeState(encodeState(first))
        for (const state of [grown, decoded]) {
          for (const each of deltas) applyDelta(state, each)
          for (const each of absolutes) loadAbsolute(state, each)
          expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
          expect(stateDigest(decodeState(encodeState(state)))).toBe(stateDigest(state))
        }
      }),
      runs(),
    )
  })

  test('[CO16] of a state joined from parts is what theirs add up to, in whatever order its records then lie', () => {
    fc.assert(
      fc.property(delta, delta, fc.nat(), (whole, more, salt) => {
        const parts = Array.from({ length: 3 }, createDelta)
        for (const [id, table] of whole.records)
          for (const [at, record] of [...table.keys()].entries()) {
            const { records } = parts[(record.length + salt + at) % 3] ?? createDelta()
            records.set(id, (records.get(id) ?? new Table()).set(record, table.get(record) ?? { life: 0, cells: new Map() }))
          }
        for (const [id, words] of whole.words) parts[salt % 3]?.words.set(id, words)
        const joined = joinState(parts.map((part) => ({ delta: cloneDelta(part), digest: digestOfDelta(part) })))
        expect(stateDigest(joined)).toBe(digestOfDelta(whole))
        expect(encodeState(joined)).toEqual(encodeState(whole))
        const grown = createState()
        for (const each of [whole, more]) applyDelta(grown, each)
        applyDelta(joined, more)
        expect(encodeState(joined)).toEqual(encodeState(grown))
        expect(stateDigest(joined)).toBe(stateDigest(grown))
      }),
      runs(),
    )
  })

  test('[CO16] follows thousands of changes between two readings, and records by the hundred', () => {
    const name = columnId('items.name', Algebra.lww)
    const count = columnId('items.count', Algebra.sum)
    const table = columnId('items', Algebra.life)
    const state = createState()
    for (let round = 0; round < 3; round++) {
      for (let from = 0; from < 6_000; from += 500) {
        const part = createDelta()
        const rows = Array.from({ length: 500 }, (_, nth): [string, Row] => {
          const cells = new Map<ColumnId, Cell>([
            [name, { stamp: 1 + round, value: `${from + nth} in round ${round}` }],
            [count, BigInt(1 - round)],
          ])
          return [`id ${from + nth}`, { life: 1, cells }]
        })
        part.records.set(table, Table.of(rows))
        applyDelta(state, part)
      }
      expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
    }
    // Each record changes, and goes, before anybody asks again.
    for (const life of [1, 2]) {
      const part = createDelta()
      const cells = new Map<ColumnId, Cell>(life === 1 ? [[name, { stamp: 9, value: 'last' }]] : [])
      part.records.set(table, Table.of(Array.from({ length: 6_000 }, (_, nth): [string, Row] => [`id ${nth}`, { life, cells }])))
      applyDelta(state, part)
    }
    expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
  })

  test('[CO17] differs for texts, ids, elements and values that differ in any one place, however long they are', () => {
    const name = columnId('items.name', Algebra.lww)
    const tags = columnId('items.tags', Algebra.life)
    const table = columnId('items', Algebra.life)
    const of = (id: string, cell: [ColumnId, Cell]): string => {
      const one = createDelta()
      one.records.set(table, Table.of([[id, { life: 1, cells: new Map([cell]) }]]))
      return digestOfDelta(one)
    }
    for (const length of [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 120, 127, 128, 129, 130, 255, 256, 257, 300]) {
      const texts = ['x'.repeat(length - 1), 'x'.repeat(length + 1)]
      for (let at = 0; at < length; at++) texts.push(`${'x'.repeat(at)}y${'x'.repeat(length - at - 1)}`)
      for (const digests of [
        texts.map((text) => of('a', [name, { stamp: 1, value: text }])),
        texts.map((text) => of('a', [name, { stamp: 1, value: [text] }])),
        texts.map((text) => of(text, [name, { stamp: 1, value: 1 }])),
        texts.map((text) => of('a', [tags, new Map([[text, 1]])])),
      ])
        expect(new Set(digests).size).toBe(texts.length)
    }
  })

  test('[CO16] cells and elements that are 0 are not in it', () => {
    const table = columnId('items', Algebra.life)
    const [sum, votes, tags] = [
      columnId('items.sum', Algebra.sum),
      columnId('items.votes', Algebra.sumBy),
      columnId('items.tags', Algebra.life),
    ]
    const of = (...cells: readonly [ColumnId, Cell][]): string => {
      const one = createDelta()
      one.records.set(table, Table.of([['a', { life: 1, cells: new Map(cells) }]]))
      return digestOfDelta(one)
    }
    expect(of([sum, 0n], [votes, new Map([['x', 0n]])], [tags, new Map([['x', 0]])])).toBe(of())
    expect(
      of([
        votes,
        new Map([
          ['x', 0n],
          ['y', 2n],
        ]),
      ]),
    ).toBe(of([votes, new Map([['y', 2n]])]))
    expect(new Set([of(), of([sum, 1n]), of([votes, new Map([['x', 1n]])]), of([tags, new Map([['x', 1]])])]).size).toBe(4)
    const max = columnId('items.max', Algebra.max)
    expect(of([max, 0])).not.toBe(of())
    expect(of([max, -0])).toBe(of([max, 0]))
  })

  test('[CO17] tells different states apart', () => {
    fc.assert(
      fc.property(delta, delta, (first, second) => {
        expect(digestOfDelta(first) === digestOfDelta(second)).toBe(linesOf(first).join() === linesOf(second).join())
      }),
      runs(),
    )
  })

  test('[CO17] tells apart what differs in one bit, one name or one place', () => {
    const digests = new Set<string>()
    let count = 0
    const see = (each: Delta): void => {
      digests.add(digestOfDelta(each))
      count++
    }
    const items = columnId('items', Algebra.life)
    for (const algebra of [Algebra.xor, Algebra.sum] as const) {
      for (let bit = 0n; bit < 64n; bit++) {
        const words = new WordMap()
        words.set(Number(bit), 1n << bit)
        see({ records: new Map(), words: new Map([[columnId('words', algebra), words]]) })
      }
    }
    const row = (table: ColumnId, record: string, life: number, cells: [ColumnId, Cell][]): void =>
      see({ words: new Map(), records: new Map([[table, Table.of([[record, { life, cells: new Map(cells) }]])]]) })
    for (const record of ['', 'a', 'b', 'ab', 'ba', 'a\0']) for (const life of [1, 2, 3]) row(items, record, life, [])
    row(columnId('places', Algebra.life), 'a', 1, [])
    for (const field of ['items.x', 'items.y']) {
      for (let bit = 0n; bit < 64n; bit++) row(items, 'a', 1, [[columnId(field, Algebra.sum), BigInt.asIntN(64, 1n << bit)]])
      for (const element of ['', 'a', 'aa'])
        for (const length of [1, 2]) row(items, 'a', 1, [[columnId(field, Algebra.life), new Map([[element, length]])]])
      for (const stamp of [1, 2, 2 ** 32, 2 ** 52])
        for (const bytes of [[], [0], [0, 0], [1], [0, 0, 0, 0, 1]])
          row(items, 'a', 1, [[columnId(field, Algebra.lww), { stamp, value: Uint8Array.from(bytes) }]])
    }
    expect(digests.size).toBe(count)
  })

  test('[CO16] is 32 hex digits, of which the empty state has none set', () => {
    expect(stateDigest(createState())).toBe('0'.repeat(32))
    expect(digestOfDelta(createDelta())).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('[CO18] LOAD', () => {
  test('[CO18] adopts what is named, erases what is zero, leaves the rest', () => {
    fc.assert(
      fc.property(delta, delta, (before, absolute) => {
        const state = createState()
        applyDelta(state, before)
        loadAbsolute(state, absolute)
        for (const [table, records] of absolute.records) {
          for (const [record, row] of records) {
            const now = plain(table, record, state)
            expect(now?.life).toBe(row.life)
            const kept = before.records.get(table)?.get(record)
            for (const [column, cell] of row.cells) {
              const held = isKeyedColumn(column) && kept?.life === row.life ? kept.cells.get(column) : undefined
              expect(now?.cells.get(column)).toEqual(
                cell instanceof Map ? new Map([...((held ?? new Map()) as Map<string, Cell>), ...(cell as Map<string, Cell>)]) : cell,
              )
            }
            if (kept?.life === row.life)
              for (const [column, cell] of kept.cells) if (!row.cells.has(column)) expect(now?.cells.get(column)).toEqual(cell)
            if (kept?.life !== row.life) expect(new Set(now?.cells.keys())).toEqual(new Set(row.cells.keys()))
          }
        }
        const erase = createDelta()
        for (const [table, words] of state.delta.words) {
          const zeros = new WordMap()
          words.forEach((index) => zeros.setPair(index, 0, 0))
          erase.words.set(table, zeros)
        }
        loadAbsolute(state, erase)
        expect(state.delta.words.size).toBe(0)
        expect(stateDigest(state)).toBe(digestOfDelta(state.delta))
      }),
      runs(0.5),
    )
  })

  test('[CO18] adopts the value of a register, whichever of two of one stamp it is', () => {
    const name = columnId('items.name', Algebra.lww)
    const names = columnId('items.names', Algebra.lwwBy)
    const of = (...cells: readonly [ColumnId, Cell][]): Delta => ({
      words: new Map(),
      records: new Map([[columnId('items', Algebra.life), Table.of([['a', { life: 1, cells: new Map(cells) }]])]]),
    })
    const values: readonly Value[] = [1n, 2n, 'a', 'b', { a: [1] }, { a: [2] }, Uint8Array.of(1), Uint8Array.of(2)]
    for (const before of values)
      for (const after of values) {
        const state = createState()
        applyDelta(state, of([name, { stamp: 7, value: before }], [names, new Map([['x', { stamp: 7, value: before }]])]))
        const reference = of([name, { stamp: 7, value: after }], [names, new Map([['x', { stamp: 7, value: after }]])])
        loadAbsolute(state, reference)
        expect(linesOf(state.delta)).toEqual(linesOf(reference))
        expect(stateDigest(state)).toBe(digestOfDelta(reference))
      }
  })

  test('[CO18] a lower life replaces too: the reference is what the relay says', () => {
    const items = columnId('items', Algebra.life)
    const stock = columnId('items.stock', Algebra.sum)
    const of = (life: number, value: bigint): Delta => ({
      words: new Map(),
      records: new Map([[items, Table.of([['a', { life, cells: new Map<ColumnId, Cell>([[stock, value]]) }]])]]),
    })
    const state = createState()
    applyDelta(state, of(3, 5n))
    loadAbsolute(state, of(1, 7n))
    expect(linesOf(state.delta)).toEqual(linesOf(of(1, 7n)))
    expect(stateDigest(state)).toBe(digestOfDelta(of(1, 7n)))
  })
})

/** Whoever is told of anything has heard too much. */
const silent: Touch = {
  row: (table, record) => expect.fail(`told of a row that did not change: ${table} ${record}`),
  cell: (table, record, column, element) => expect.fail(`told of a cell that did not change: ${table} ${record} ${column} ${element}`),
  word: (table, index) => expect.fail(`told of a word that did not change: ${table} ${index}`),
}

describe('[CO19] since p', () => {
  test('[CO19] the absolute values of what changed after p, in any slices, take the state at p to the state now', () => {
    fc.assert(
      fc.property(fc.array(delta, { minLength: 1, maxLength: 6 }), fc.integer(), (deltas, seed) => {
        const random = createRandom(seed)
        const relay = createState()
        const index = new LastChanged()
        const past: State[] = [cloneState(relay)]
        for (const each of deltas) {
          index.position++
          applyDelta(relay, each, index)
          past.push(cloneState(relay))
        }
        const position = random.below(past.length)
        const client = past[position] as State
        for (const address of random.shuffle(index.since(position)))
          loadAbsolute(client, decodeAbsolute(encodeAbsolute(absoluteOf(relay, address))))
        expect(encodeState(client)).toEqual(encodeState(relay))
        expect(stateDigest(client)).toBe(stateDigest(relay))
      }),
      runs(),
    )
  })

  test('[CO20] only what changed is told', () => {
    fc.assert(
      fc.property(delta, delta, (first, second) => {
        const state = createState()
        applyDelta(state, first)
        const before = cloneState(state)
        const index = new LastChanged()
        applyDelta(state, second, index)
        const told = [...index.positions.values()].map(({ address }) => address)
        expect(told.filter((address) => !differs(address, before, state))).toEqual([])
      }),
      runs(0.5),
    )
  })
})

describe('[CO20] what is there already', () => {
  // Through bytes, so that nothing is known by being the same object.
  test('[CO20] nobody is told of what LOAD says again', () => {
    fc.assert(
      fc.property(delta, (one) => {
        const state = createState()
        applyDelta(state, one)
        const digest = stateDigest(state)
        loadAbsolute(state, decodeAbsolute(encodeAbsolute(state.delta)), silent)
        expect(stateDigest(state)).toBe(digest)
      }),
      runs(0.5),
    )
  })

  test('[CO20] nobody is told of a lattice cell that comes again', () => {
    const lattices = facts.map((list) =>
      fold(list.filter((each) => each.type === 'life' || (each.type === 'cell' && typeof each.value !== 'bigint')).map(deltaOfFact)),
    )
    fc.assert(
      fc.property(lattices, (one) => {
        const state = createState()
        applyDelta(state, one)
        applyDelta(state, decodeDelta(encodeDelta(one)), silent)
        expect(stateDigest(state)).toBe(digestOfDelta(one))
      }),
      runs(0.5),
    )
  })
})

/** Whether what an address says is another before and after; of a record, its life. */
function differs(address: Address, before: State, after: State): boolean {
  const [kind, table, record] = address
  const lives = [before, after].map((state) => plain(table, String(record), state)?.life)
  if (kind !== 'word' && lives[0] !== lives[1]) return true
  if (kind === 'row') return false
  return linesOf(absoluteOf(before, address)).join() !== linesOf(absoluteOf(after, address)).join()
}
