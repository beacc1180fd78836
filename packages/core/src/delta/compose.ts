import { algebraOf, Algebra, type ColumnId } from '../cell/column.js'
import { composeValue, isIdentityValue, isKeyed, keyedCell, type ElementValue } from './cells.js'
import { touchListener } from './listener.js'
import { accumulateInto } from './merge.js'
import { markShared } from './shared.js'
import type { Cell, Delta, Row, Touch } from './types.js'
import { WordMap, WordOperation } from './word-map.js'

/**
 * The delta that does what `first` and then `second` do. Pure; what `second` does not touch is shared with `first`
 * (safely: a later change in place of either copies first).
 */
export function compose(first: Delta, second: Delta): Delta {
  const result: Delta = { records: new Map(first.records), words: new Map(first.words) }
  for (const [table, records] of second.records) {
    const merged = new Map(first.records.get(table))
    for (const [record, row] of records) if (row.life > 0) merged.set(record, composeRow(merged.get(record), row))
    if (merged.size > 0) result.records.set(table, merged)
  }
  for (const [table, words] of second.words) {
    const merged = first.words.get(table)?.clone() ?? new WordMap(words.size)
    merged.combine(words, algebraOf(table) === Algebra.sum ? WordOperation.sum : WordOperation.xor)
    if (merged.size > 0) result.words.set(table, merged)
    else result.words.delete(table)
  }
  markShared(first)
  markShared(result)
  return result
}

/** Composes `delta` into `target` in place, at the cost of `delta`. Shares nothing that can change with `delta`. */
export function composeInto(target: Delta, delta: Delta, touch?: Touch): void {
  accumulateInto(target, delta, touch && touchListener(touch))
}

/** Pure. May return `first` itself, and share its cells: the result is to be read, not changed. */
export function composeRow(first: Row | undefined, second: Row): Row {
  if (first !== undefined && first.life > second.life) return first
  const base = first !== undefined && first.life === second.life ? first.cells : undefined
  const cells = new Map(base)
  if (second.life % 2 === 1) {
    for (const [column, cell] of second.cells) {
      const composed = composeCell(column, cells.get(column), cell)
      if (composed === undefined) cells.delete(column)
      else cells.set(column, composed)
    }
  }
  return { life: second.life, cells }
}

/** Pure. Undefined is the identity: of groups 0, of keyed columns no element. */
export function composeCell(column: ColumnId, first: Cell | undefined, second: Cell): Cell | undefined {
  if (!isKeyed(column)) {
    if (second instanceof Map || first instanceof Map) throw new TypeError('Elements in a column that has none')
    const value = composeValue(column, first, second)
    return isIdentityValue(column, value) ? undefined : value
  }
  const elements = new Map<string, ElementValue>(first === undefined ? undefined : keyedCell(first))
  for (const [element, incoming] of keyedCell(second)) {
    const value = composeValue(column, elements.get(element), incoming)
    if (isIdentityValue(column, value)) elements.delete(element)
    else elements.set(element, value)
  }
  return elements.size === 0 ? undefined : (elements as Cell)
}
