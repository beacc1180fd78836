import { Algebra, algebraOf, createDelta, diff, Table } from '@torsor/core'
import type { ColumnId, Delta, Row } from '@torsor/core'
import type { Range } from '@torsor/protocol'
import type { EntryRange } from '../log/index.js'
import { exactCover, union } from './cover.js'

/** A packet of the log that another one of its id overlaps with. */
export interface HeldPacket extends EntryRange {
  readonly delta: Delta
}

/**
 * What a packet has that those which hold its batches, or some of them, lack (rule 3). Two devices with one past freeze the
 * same batches each for itself, with other stamps, and in other lives where they knew other ones. What the batches add up
 * to counts once in each life, and what a lattice has is joined: so the result is one, whichever came first.
 */
export function lessen(packet: Delta, range: Range, held: readonly HeldPacket[]): Delta {
  const left = createDelta()
  for (const [table, records] of packet.records) {
    const rows: [string, Row][] = []
    for (const [record, row] of records) {
      const rest = lessenRow(packet, range, held, table, record, row)
      if (rest !== null) rows.push([record, rest])
    }
    if (rows.length > 0) left.records.set(table, Table.of(rows))
  }
  if (!held.every((other) => isWithin(other, range))) return left
  const words = parts(held).reduce((whole, { delta }) => diff(whole, wordsOf(delta)), wordsOf(packet))
  for (const [table, map] of words.words) left.words.set(table, map)
  return left
}

function lessenRow(packet: Delta, range: Range, held: readonly HeldPacket[], table: ColumnId, record: string, row: Row): Row | null {
  const lives = held.map(({ delta }) => delta.records.get(table)?.get(record)?.life ?? -1)
  const most = Math.max(...lives)
  // A higher life replaces, with all that the batches add up to in it; of a lower one nothing is left.
  if (row.life > most) return row
  const same = row.life < most ? [] : held.filter((_, at) => lives[at] === most)
  if (same.length === 0) return null
  const larger = same.filter((other) => !isWithin(other, range))
  const smaller = parts(same.filter((other) => isWithin(other, range)))
  const rest = [...smaller, ...larger].reduce((whole, { delta }) => diff(whole, rowOf(delta, table, record)), rowOf(packet, table, record))
  const cells = new Map(rest.records.get(table)?.get(record)?.cells)
  // What the batches add up to is in a larger one, beside what others add: nothing of it is left.
  if (larger.length > 0) for (const id of [...cells.keys()]) if (isGroup(id)) cells.delete(id)
  return cells.size === 0 ? null : { life: row.life, cells }
}

/** Of smaller packets, some that together have each batch once. */
function parts(smaller: readonly HeldPacket[]): readonly HeldPacket[] {
  return exactCover(union(smaller), smaller) ?? []
}

function rowOf({ records }: Delta, table: ColumnId, record: string): Delta {
  const only = createDelta()
  const row = records.get(table)?.get(record)
  if (row !== undefined) only.records.set(table, Table.of([[record, row]]))
  return only
}

function wordsOf({ words }: Delta): Delta {
  return { ...createDelta(), words: new Map(words) }
}

/** Not as large as it. */
function isWithin({ from, to }: Range, range: Range): boolean {
  return from >= range.from && to <= range.to && to - from < range.to - range.from
}

function isGroup(column: ColumnId): boolean {
  const algebra = algebraOf(column)
  return algebra === Algebra.sum || algebra === Algebra.sumBy || algebra === Algebra.xor
}
