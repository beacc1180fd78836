import { Algebra, algebraOf, isKeyed, type ColumnId } from '../cell/column.js'
import { TorsorError } from '../errors.js'
import { composeValue, int64Cell, isIdentityValue, keyedCell, sameValue, type ElementValue } from './cells.js'
import { createDelta, type Delta } from './delta.js'
import { Table } from './table.js'
import type { Cell } from './types.js'
import { WordMap, WordOperation } from './word-map.js'

/**
 * What is left of `whole` where `part`, a packet that folds a prefix of the same batches, is already applied:
 * `apply(diff(whole, part), apply(part, s)) = apply(whole, s)` (rule 3). Groups are subtracted; lattices that `part` does
 * not already hold are applied again; a higher life replaces.
 */
export function diff(whole: Delta, part: Delta): Delta {
  const result = createDelta()
  for (const [table, records] of whole.records) {
    const left = new Table()
    for (const [record, row] of records) {
      const held = part.records.get(table)?.get(record)
      if (held === undefined || held.life < row.life) left.set(record, row)
      else if (held.life === row.life) {
        const cells = diffCells(row.cells, held.cells)
        if (cells.size > 0) left.set(record, { life: row.life, cells })
      }
    }
    if (left.size > 0) result.records.set(table, left)
  }
  for (const table of new Set([...whole.words.keys(), ...part.words.keys()])) {
    const words = diffWords(table, whole.words.get(table), part.words.get(table))
    if (words.size > 0) result.words.set(table, words)
  }
  return result
}

function diffCells(whole: ReadonlyMap<ColumnId, Cell>, part: ReadonlyMap<ColumnId, Cell>): Map<ColumnId, Cell> {
  const left = new Map<ColumnId, Cell>()
  for (const column of new Set([...whole.keys(), ...part.keys()])) {
    const cell = whole.get(column)
    const held = part.get(column)
    if (isKeyed(column)) {
      const none: Cell = new Map<string, never>()
      const elements = keyedCell(cell ?? none)
      const heldElements = keyedCell(held ?? none)
      const values = new Map<string, ElementValue>()
      for (const element of new Set([...elements.keys(), ...heldElements.keys()])) {
        const value = diffValue(column, elements.get(element), heldElements.get(element))
        if (value !== undefined) values.set(element, value)
      }
      if (values.size > 0) left.set(column, values as Cell)
    } else {
      if (cell instanceof Map || held instanceof Map) throw new TypeError('Elements in a column that has none')
      const value = diffValue(column, cell, held)
      if (value !== undefined) left.set(column, value)
    }
  }
  return left
}

/** A group cell that is absent is 0; a lattice cell of `part` that `whole` lacks cannot be, as `part` is its prefix. */
function diffValue(column: ColumnId, whole: ElementValue | undefined, part: ElementValue | undefined): ElementValue | undefined {
  if (!isGroup(column)) return sameValue(whole, part) ? undefined : whole
  const value = part === undefined ? whole : composeValue(column, whole, -int64Cell(part))
  return value === undefined || isIdentityValue(column, value) ? undefined : value
}

function diffWords(table: ColumnId, whole: WordMap | undefined, part: WordMap | undefined): WordMap {
  const result = whole?.clone() ?? new WordMap()
  if (part !== undefined) result.combine(invertWords(table, part), algebraOf(table) === Algebra.sum ? WordOperation.sum : WordOperation.xor)
  return result
}

/**
 * The delta that takes `delta` back: `compose(delta, invert(delta))` changes no cell. Groups only (xor, sum, tallies' sums):
 * throws `wrong-verb` for a cell of a lattice, which has no inverse. The records' lives stay as they are.
 */
export function invert(delta: Delta): Delta {
  const result = createDelta()
  for (const [table, records] of delta.records) {
    const inverted = new Table()
    for (const [record, row] of records) {
      const cells = new Map<ColumnId, Cell>()
      for (const [column, cell] of row.cells) cells.set(column, invertCell(column, cell))
      inverted.set(record, { life: row.life, cells })
    }
    result.records.set(table, inverted)
  }
  for (const [table, words] of delta.words) result.words.set(table, invertWords(table, words))
  return result
}

function invertCell(column: ColumnId, cell: Cell): Cell {
  if (!isGroup(column))
    throw new TorsorError('wrong-verb', 'A lattice cannot be taken back: only counters, tallies and words have an inverse', {
      data: { column },
    })
  if (!(cell instanceof Map)) return BigInt.asIntN(64, -int64Cell(cell))
  const inverted = new Map<string, bigint>()
  for (const [element, value] of keyedCell(cell)) inverted.set(element, BigInt.asIntN(64, -int64Cell(value)))
  return inverted
}

function invertWords(table: ColumnId, words: WordMap): WordMap {
  const inverted = new WordMap(words.size)
  const sum = algebraOf(table) === Algebra.sum
  words.forEach((index, high, low) => {
    if (sum) inverted.setPair(index, (~high + (low === 0 ? 1 : 0)) | 0, -low | 0)
    else inverted.setPair(index, high, low)
  })
  return inverted
}

function isGroup(column: ColumnId): boolean {
  const algebra = algebraOf(column)
  return algebra === Algebra.sum || algebra === Algebra.sumBy || algebra === Algebra.xor
}
