import type { ColumnId } from '../cell/column.js'
import { algebraOf, Algebra } from '../cell/column.js'
import { composeValue, isIdentityValue, isKeyed, keyedCell, sameValue, type ElementValue } from './cells.js'
import type { ChangeListener } from './listener.js'
import { takeOwnership } from './shared.js'
import type { Cell, Delta, Records, Row } from './types.js'
import { WordMap, WordOperation } from './word-map.js'

/** What an incoming cell does to the one that is there: compose with it (ACCUM), or take its place (LOAD). */
type Combine = (column: ColumnId, before: ElementValue | undefined, incoming: ElementValue) => ElementValue

const assign: Combine = (_column, _before, incoming) => incoming

/** ACCUM: the incoming delta is a difference. A lower life is ignored, a higher one replaces the row. */
export function accumulateInto(target: Delta, delta: Delta, listener: ChangeListener | undefined): void {
  merge(target, delta, composeValue, false, listener)
}

/** LOAD: the incoming cells are what the target's shall be. Another life, higher or lower, replaces the row. */
export function loadInto(target: Delta, absolute: Delta, listener: ChangeListener | undefined): void {
  merge(target, absolute, assign, true, listener)
}

function merge(target: Delta, incoming: Delta, combine: Combine, absolute: boolean, listener: ChangeListener | undefined): void {
  takeOwnership(target)
  for (const [table, records] of incoming.records) {
    let own = target.records.get(table)
    if (own === undefined) own = new Map()
    for (const [record, row] of records) mergeRow(own, table, record, row, combine, absolute, listener)
    if (own.size > 0) target.records.set(table, own)
  }
  for (const [table, words] of incoming.words) {
    let own = target.words.get(table)
    if (own === undefined) own = new WordMap(words.size)
    const operation = absolute ? WordOperation.assign : algebraOf(table) === Algebra.sum ? WordOperation.sum : WordOperation.xor
    const changed =
      listener &&
      ((index: number, highBefore: number, lowBefore: number, highAfter: number, lowAfter: number) =>
        listener.word(table, index, highBefore, lowBefore, highAfter, lowAfter))
    own.combine(words, operation, changed)
    if (own.size > 0) target.words.set(table, own)
    else target.words.delete(table)
  }
}

function mergeRow(
  records: Records,
  table: ColumnId,
  record: string,
  row: Row,
  combine: Combine,
  absolute: boolean,
  listener: ChangeListener | undefined,
): void {
  let own = records.get(record)
  if (row.life < 1) return
  if (own === undefined || own.life !== row.life) {
    if (own !== undefined && row.life < own.life && !absolute) return
    const replaced = own
    own = { life: row.life, cells: new Map() }
    records.set(record, own)
    listener?.row(table, record, replaced, row.life)
  }
  // A dead record is a key and one integer.
  if (row.life % 2 === 0) return
  for (const [column, cell] of row.cells) {
    if (isKeyed(column)) mergeElements(own, table, record, column, cell, combine, listener)
    else mergeValue(own, table, record, column, cell, combine, listener)
  }
}

function mergeValue(
  row: Row,
  table: ColumnId,
  record: string,
  column: ColumnId,
  cell: Cell,
  combine: Combine,
  listener: ChangeListener | undefined,
): void {
  if (cell instanceof Map) throw new TypeError('Elements in a column that has none')
  const held = row.cells.get(column)
  const before = held instanceof Map ? undefined : held
  const after = combine(column, before, cell)
  const erased = isIdentityValue(column, after)
  if (erased) row.cells.delete(column)
  else if (after !== before) row.cells.set(column, after)
  if (erased ? before !== undefined : !sameValue(before, after))
    listener?.cell(table, record, column, null, before, erased ? undefined : after)
}

function mergeElements(
  row: Row,
  table: ColumnId,
  record: string,
  column: ColumnId,
  cell: Cell,
  combine: Combine,
  listener: ChangeListener | undefined,
): void {
  const held = row.cells.get(column)
  // A fresh map even for a column that is new here: the incoming delta stays its owner's.
  const elements = held === undefined ? new Map<string, ElementValue>() : keyedCell(held)
  for (const [element, incoming] of keyedCell(cell)) {
    const before = elements.get(element)
    const after = combine(column, before, incoming)
    const erased = isIdentityValue(column, after)
    if (erased) elements.delete(element)
    else elements.set(element, after)
    if (erased ? before !== undefined : !sameValue(before, after))
      listener?.cell(table, record, column, element, before, erased ? undefined : after)
  }
  if (elements.size === 0) row.cells.delete(column)
  else if (held === undefined) row.cells.set(column, elements as Cell)
}
