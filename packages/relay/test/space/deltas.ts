import { Algebra, columnId, createDelta, Table, stampOf, WordMap } from '@torsor/core'
import type { AlgebraCode, Cell, ColumnId, Delta, Lww } from '@torsor/core'

/** A small deterministic source of numbers (mulberry32). */
export interface Random {
  (): number
  below(bound: number): number
  chance(share: number): boolean
  pick<T>(options: readonly T[]): T
}

export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return Object.assign(next, {
    below,
    chance: (share: number) => next() < share,
    pick: <T>(options: readonly T[]) => options[below(options.length)] as T,
  })
}

export const declared: { id: ColumnId; name: string }[] = []
function column(name: string, algebra: AlgebraCode): ColumnId {
  const id = columnId(name, algebra)
  declared.push({ id, name })
  return id
}

export const items: ColumnId = column('collection:items', Algebra.life)
export const name: ColumnId = column('items.name', Algebra.lww)
export const stock: ColumnId = column('items.stock', Algebra.sum)
export const stockBase: ColumnId = column('items.stock', Algebra.lww)
export const seen: ColumnId = column('items.seen', Algebra.max)
export const least: ColumnId = column('items.least', Algebra.min)
export const tags: ColumnId = column('items.tags', Algebra.life)
export const votes: ColumnId = column('items.votes', Algebra.sumBy)
export const votesBase: ColumnId = column('items.votes', Algebra.lwwBy)
export const wall: ColumnId = column('words:wall', Algebra.xor)
export const meters: ColumnId = column('words:meters', Algebra.sum)

/** The time at which tests write. */
export const writtenAt = 1_700_000_000_000

export const lww = (value: string, at: number = writtenAt): Lww => ({ stamp: stampOf(at), value })

export function rowDelta(record: string, life: number, cells: readonly (readonly [ColumnId, Cell])[] = []): Delta {
  const delta = createDelta()
  delta.records.set(items, Table.of([[record, { life, cells: new Map(cells) }]]))
  return delta
}

export function wordDelta(table: ColumnId, index: number, value: bigint): Delta {
  const delta = createDelta()
  const words = new WordMap()
  words.set(index, value)
  delta.words.set(table, words)
  return delta
}

/** One edit that somebody who sees `state` could make. */
export function randomDelta(random: Random, state: Delta, records = 6): Delta {
  const delta = createDelta()
  for (let count = 1 + random.below(3); count > 0; count--) addRandomRow(random, state, delta, records)
  if (random.chance(0.3)) delta.words.set(wall, randomWords(random))
  if (random.chance(0.3)) delta.words.set(meters, randomWords(random))
  return delta
}

function addRandomRow(random: Random, state: Delta, delta: Delta, records: number): void {
  const record = random.pick(['a', 'b', 'ä', '\u{1f4e6}', 'zebra', '']) + random.below(records)
  const held = state.records.get(items)?.get(record)?.life ?? 0
  const alive = held % 2 === 1
  const life = alive ? (random.chance(0.15) ? held + 1 : held) : held + 1
  const cells = new Map<ColumnId, Cell>()
  if (life % 2 === 1) {
    if (random.chance(0.5)) cells.set(name, lww(`n${random.below(50)}`, writtenAt + random.below(1_000)))
    if (random.chance(0.5)) cells.set(stock, random.pick([-2n, -1n, 1n, 2n]))
    if (random.chance(0.2)) cells.set(stockBase, { stamp: stampOf(writtenAt + random.below(1_000)), value: BigInt(random.below(9)) })
    if (random.chance(0.3)) cells.set(seen, random.below(1_000))
    if (random.chance(0.3)) cells.set(least, random.below(1_000) / 8)
    if (random.chance(0.4)) cells.set(tags, new Map([[random.pick(['new', 'cold', 'ß']), 1 + random.below(4)]]))
    if (random.chance(0.3)) cells.set(votes, new Map([[random.pick(['x', 'y']), random.pick([-1n, 1n])]]))
    if (random.chance(0.2))
      cells.set(
        votesBase,
        new Map([[random.pick(['x', 'y']), { stamp: stampOf(writtenAt + random.below(1_000)), value: BigInt(random.below(9)) }]]),
      )
  }
  const rows = delta.records.get(items) ?? new Table()
  delta.records.set(items, rows)
  rows.set(record, { life, cells })
}

function randomWords(random: Random): WordMap {
  const words = new WordMap()
  for (let count = 1 + random.below(3); count > 0; count--) words.set(random.below(8), BigInt(1 + random.below(2)))
  return words
}
