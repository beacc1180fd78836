import { Algebra, columnId, createDelta, Table, type Cell, type ColumnId, type Delta } from '@torsor/core'
import { expect, it } from 'vitest'
import { checkGreatest } from '../../src/check/greatest.js'

const items = columnId('items', Algebra.life)
const name = columnId('items.name', Algebra.lww)
const high = columnId('items.high', Algebra.max)
const low = columnId('items.low', Algebra.min)
const labels = columnId('items.labels', Algebra.life)
const votes = columnId('items.votes', Algebra.lwwBy)
const stock = columnId('items.stock', Algebra.sum)

function deltaOf(life: number, ...cells: readonly (readonly [ColumnId, Cell])[]): Delta {
  const delta = createDelta()
  delta.records.set(items, Table.of([['a', { life, cells: new Map(cells) }]]))
  return delta
}

const check =
  (reference: Delta, ...packets: readonly Delta[]): (() => void) =>
  () => {
    checkGreatest('A', reference, packets)
  }

const early: Cell = { stamp: 5, value: 'early' }
const late: Cell = { stamp: 7, value: 'late' }

it.each<[string, ColumnId, Cell, Cell]>([
  ['register', name, early, late],
  ['greatest number', high, 3, 4],
  ['least number', low, -3, -4],
  ['set', labels, new Map([['x', 1]]), new Map([['x', 2]])],
  ['tally', votes, new Map([['up', { stamp: 5, value: 0 }]]), new Map([['up', { stamp: 6, value: 0 }]])],
])('[TK28] the greatest that was frozen counts: %s', (_, column, lesser, greater) => {
  const packets = [deltaOf(1, [column, greater]), deltaOf(1, [column, lesser])]
  expect(check(deltaOf(1, [column, greater]), ...packets)).not.toThrow()
  expect(check(deltaOf(1, [column, lesser]), ...packets)).toThrow(/^A: .* is at .*, and was frozen at/)
  expect(check(deltaOf(1), ...packets)).toThrow(/is at nothing/)
  expect(check(deltaOf(1, [column, greater]), deltaOf(1, [column, lesser]))).toThrow(/was frozen at/)
})

it('[TK28] cells count in the last life of their record alone', () => {
  const packets = [deltaOf(1, [name, late]), deltaOf(3, [name, early])]
  expect(check(deltaOf(3, [name, early]), ...packets)).not.toThrow()
  expect(check(deltaOf(3, [name, late]), ...packets)).toThrow(/is at 7/)
  expect(check(deltaOf(1, [name, late]), ...packets)).toThrow(/is at 1, and was frozen at 3/)
  expect(check(deltaOf(4), ...packets, deltaOf(4))).not.toThrow()
})

it('[TK28] sums have no greatest', () => {
  expect(check(deltaOf(1, [stock, 5n]), deltaOf(1, [stock, 2n]), deltaOf(1, [stock, 3n]))).not.toThrow()
})
