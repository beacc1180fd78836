import { Algebra, columnId, createDelta, Table, VersionVector, WordMap, type Cell, type ColumnId, type Delta, type Row } from '@torsor/core'

const items = columnId('items', Algebra.life)
const column = {
  name: columnId('items.name', Algebra.lww),
  stock: columnId('items.stock', Algebra.sum),
  base: columnId('items.stock', Algebra.lww),
  first: columnId('items.first', Algebra.min),
  last: columnId('items.last', Algebra.max),
  marks: columnId('items.marks', Algebra.life),
  votes: columnId('items.votes', Algebra.sumBy),
  voteBases: columnId('items.votes', Algebra.lwwBy),
}

function table(rows: readonly (readonly [string, number, readonly (readonly [ColumnId, Cell])[]])[]): Delta {
  const delta = createDelta()
  delta.records.set(items, Table.of(rows.map(([record, life, cells]): [string, Row] => [record, { life, cells: new Map(cells) }])))
  return delta
}

function words(algebra: typeof Algebra.sum | typeof Algebra.xor, entries: readonly (readonly [number, bigint])[]): Delta {
  const file = new WordMap()
  for (const [index, value] of entries) file.set(index, value)
  return { records: new Map(), words: new Map([[columnId('telemetry', algebra), file]]) }
}

const STAMP = 1_700_000_000_000 * 1024

/** One delta for each thing the format can say. */
export const deltas: Readonly<Record<string, Delta>> = {
  empty: createDelta(),
  'one edit of a register': table([['r12345', 1, [[column.name, { stamp: STAMP, value: 'Olive oil' }]]]]),
  'a deletion': table([['r12345', 2, []]]),
  'a counter with a base': table([['a', 1, [[column.stock, -5n], [column.base, { stamp: STAMP + 3, value: 17n }]]]]),
  'every algebra': table([
    ['', 1, [[column.first, -1.5], [column.last, 1_700_000_000_000], [column.marks, new Map([['fragile', 1], ['ümlaut', 2], ['', 3]])]]],
    ['a', 3, [[column.votes, new Map([['x', 1n], ['y', -(2n ** 63n)]])], [column.voteBases, new Map([['x', { stamp: 1, value: 4n }]])], [column.stock, 2n ** 63n - 1n]]],
    ['b', 0xffff_fffe, []],
    ['\u{10437}', 1, [[column.name, { stamp: Number.MAX_SAFE_INTEGER, value: { place: [1, 'two', null] } }]]],
  ]),
  'a hundred counters': table(Array.from({ length: 100 }, (_, at) => [`c${String(at).padStart(2, '0')}`, 1, [[column.stock, BigInt(45_000 + ((at * 7919) % 10_000))]]] as const)),
  'mostly alike': table(Array.from({ length: 60 }, (_, at) => [`item-${1000 + at}`, at === 31 ? 2 : 1, at === 31 || at % 20 === 7 ? [] : [[column.stock, at === 40 ? -1n : 12n]]] as const)),
  'a tick by sum': words(Algebra.sum, Array.from({ length: 13 }, (_, at) => [at * 19 + (at % 3), BigInt(((at * 337) % 1024) - 511)] as const)),
  'a tick by xor': words(Algebra.xor, Array.from({ length: 13 }, (_, at) => [at * 19 + (at % 3), BigInt(1 + ((at * 337) % 1024))] as const)),
  'words of all bit patterns': words(Algebra.xor, [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n].flatMap((value, at) => (value === 0n ? [] : [[at * 9362, value] as const]))),
}

/** What an absolute can say and a delta cannot. */
export const absolutes: Readonly<Record<string, Delta>> = {
  'erased counters and words': {
    records: table([['a', 1, [[column.stock, 0n], [column.votes, new Map([['x', 0n]])]]], ['b', 2, []]]).records,
    words: words(Algebra.sum, [[3, 0n], [4, 5n]]).words,
  },
}

export function vector(): VersionVector {
  const result = new VersionVector()
  result.add('00000000000000ff', 1, 300)
  result.add('00000000000000ff', 302, 302)
  result.add('fedcba9876543210', 5, 9)
  return result
}
