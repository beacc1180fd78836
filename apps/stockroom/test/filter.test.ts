import { expect, test } from 'vitest'
import { noFilter, shelvesOf, visibleIds } from '../src/items/filter'
import { differenceOf } from '../src/items/item'
import { summarize } from '../src/items/summary'
import { item } from './item'

const bolt = item('FA-2', { name: 'Hex bolt M8 × 40', shelf: 'B-02', expected: 100, counted: 97, lastCounted: 20, priceMinor: 10 })
const nut = item('FA-1', { name: 'Éclair nut', shelf: 'A-01', expected: 5, counted: 5, lastCounted: 30, labels: new Set(['brass']) })
const lamp = item('EL-9', { name: 'Lamp', shelf: 'A-01', expected: 8, marks: new Set(['fragile'] as const) })
const tape = item('PK-3', { name: 'tape', shelf: 'B-02', counted: 4, lastCounted: 10, priceMinor: 250 })
const all = [lamp, nut, bolt, tape]

const ids = (filter: Partial<typeof noFilter>, keep: string | null = null) => visibleIds(all, { ...noFilter, ...filter }, keep)

test('shows everything by shelf, then by name whatever its accents and case', () => {
  expect(ids({})).toEqual(['FA-1', 'EL-9', 'FA-2', 'PK-3'])
})

test('every word of the query must occur: in the name, the SKU, the shelf or a label', () => {
  expect(ids({ query: ' m8  BOLT ' })).toEqual(['FA-2'])
  expect(ids({ query: 'el-9' })).toEqual(['EL-9'])
  expect(ids({ query: 'b-02' })).toEqual(['FA-2', 'PK-3'])
  expect(ids({ query: 'brass' })).toEqual(['FA-1'])
  expect(ids({ query: 'm8 lamp' })).toEqual([])
})

test('filters by shelf, mark, difference and count', () => {
  expect(ids({ shelf: 'A-01' })).toEqual(['FA-1', 'EL-9'])
  expect(ids({ mark: 'fragile' })).toEqual(['EL-9'])
  expect(ids({ only: 'differences' })).toEqual(['FA-2', 'PK-3'])
  expect(ids({ only: 'uncounted' })).toEqual(['EL-9'])
  expect(ids({ only: 'counted', shelf: 'B-02' })).toEqual(['FA-2', 'PK-3'])
})

test('the item one is at stays, in its place, when it matches no longer', () => {
  expect(ids({ only: 'differences' }, 'FA-1')).toEqual(['FA-1', 'FA-2', 'PK-3'])
})

test('sorts by name, SKU, size of the difference, and latest count', () => {
  expect(ids({ sort: 'name' })).toEqual(['FA-1', 'FA-2', 'EL-9', 'PK-3'])
  expect(ids({ sort: 'sku' })).toEqual(['EL-9', 'FA-1', 'FA-2', 'PK-3'])
  expect(ids({ sort: 'difference' })).toEqual(['PK-3', 'FA-2', 'FA-1', 'EL-9'])
  expect(ids({ sort: 'recent' })).toEqual(['FA-1', 'FA-2', 'PK-3', 'EL-9'])
})

test('nobody has been there: no difference. Nothing found: a difference', () => {
  expect(differenceOf(lamp)).toBeNull()
  expect(differenceOf(item('x', { expected: 8, lastCounted: 1 }))).toBe(-8)
})

test('sums up the count', () => {
  expect(summarize(all)).toEqual({ items: 4, counted: 3, pieces: 106, missing: 3, surplus: 4, differenceMinor: 970 })
})

test('lists the shelves that hold something, once each, in walking order', () => {
  expect(shelvesOf([...all, item('y')])).toEqual(['A-01', 'B-02'])
})
