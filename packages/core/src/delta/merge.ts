import { algebraOf, Algebra, isKeyed, type ColumnId } from '../cell/column.js'
import { composeValue, isIdentityValue, sameValue, wins, type ElementValue } from './cells.js'
import { addInt64, putValue, type Column } from './column.js'
import type { ChangeListener } from './listener.js'
import { Table } from './table.js'
import type { Delta } from './delta.js'
import type { Touch } from './types.js'
import { WordMap, WordOperation, type WordChange } from './word-map.js'

interface Merging {
  readonly absolute: boolean
  readonly listener: ChangeListener | undefined
  readonly touch: Touch | undefined
}

/**
 * ACCUM: what comes in is a difference; a lower life is ignored, a higher one replaces the row. LOAD (`absolute`): the cells are what the
 * target's shall be, 0 erases; another life, higher or lower, replaces the row.
 */
export function merge(target: Delta, incoming: Delta, absolute: boolean, listener?: ChangeListener, touch?: Touch): void {
  const merging = { absolute, listener, touch }
  for (const [id, table] of incoming.records) {
    let own = target.records.get(id)
    if (own === undefined) own = new Table()
    mergeTable(own, id, table, merging)
    if (own.size > 0) target.records.set(id, own)
  }
  if (incoming.words.size === 0) return
  for (const [id, words] of incoming.words) {
    let own = target.words.get(id)
    if (own === undefined) own = new WordMap(words.size)
    const operation = absolute ? WordOperation.assign : algebraOf(id) === Algebra.sum ? WordOperation.sum : WordOperation.xor
    own.combine(words, operation, changeOf(id, listener, touch))
    if (own.size > 0) target.words.set(id, own)
    else target.words.delete(id)
  }
}

function changeOf(id: ColumnId, listener: ChangeListener | undefined, touch: Touch | undefined): WordChange | undefined {
  if (touch === undefined) return listener && listener.word.bind(listener, id)
  return (index, highBefore, lowBefore, highAfter, lowAfter) => {
    listener?.word(id, index, highBefore, lowBefore, highAfter, lowAfter)
    touch.word(id, index)
  }
}

/** Where each incoming record's cells go: a place, or IGNORED. Reused, as most deltas are small. */
let places = new Int32Array(64)
const IGNORED = -1

function mergeTable(own: Table, id: ColumnId, incoming: Table, merging: Merging): void {
  const count = incoming.size
  if (count > places.length) places = new Int32Array(count * 2)
  let before = -1
  for (let from = 0; from < count; from++) {
    const at = mergeLife(own, id, incoming, from, before, merging)
    places[from] = at
    if (at >= 0) before = at
  }
  for (const column of incoming.columns) {
    if (column.values.length === 0) continue
    const held = own.columnFor(column.id)
    if (isKeyed(column.id)) mergeElements(own, id, held, column, merging)
    else if (algebraOf(column.id) === Algebra.lww) mergeRegisters(own, id, held, column, merging)
    else mergeNumbers(own, id, held, column, merging)
  }
}

/** `before`: where the incoming record before it is. */
function mergeLife(
  own: Table,
  id: ColumnId,
  incoming: Table,
  from: number,
  before: number,
  { absolute, listener, touch }: Merging,
): number {
  const life = incoming.lives[from] as number
  if (life < 1) return IGNORED
  const record = incoming.ids[from] as string
  let at = before < 0 ? own.find(record) : own.findAfter(record, before)
  const isNew = at < 0
  if (isNew) at = own.add(record, life)
  else {
    const held = own.lives[at] as number
    if (held === life) return placeOf(life, at)
    if (life < held && !absolute) return IGNORED
    listener?.leave(id, own, at)
    own.renew(at, life)
  }
  listener?.enter(id, own, at)
  touch?.row(id, record, !isNew)
  return placeOf(life, at)
}

/** A dead record is a key and one integer. */
function placeOf(life: number, at: number): number {
  return (life & 1) === 0 ? IGNORED : at
}

function mergeRegisters(own: Table, table: ColumnId, held: Column, column: Column, { absolute, listener, touch }: Merging): void {
  const { id, values, stamps } = column
  const heldValues = held.values
  const heldStamps = held.stamps
  for (let from = 0; from < values.length; from++) {
    const at = places[from] as number
    const value = values[from]
    if (at < 0 || value === undefined) continue
    const stamp = stamps[from] as number
    const before = at < heldValues.length ? heldValues[at] : undefined
    if (before !== undefined) {
      const heldStamp = heldStamps[at] as number
      if (absolute ? heldStamp === stamp && sameRegister(stamp, before, value) : !wins(stamp, value, heldStamp, before)) continue
    }
    listener?.cell(table, own.ids[at] as string, held, at)
    putValue(held, at, value, stamp)
    touch?.cell(table, own.ids[at] as string, id, null)
  }
}

function sameRegister(stamp: number, first: unknown, second: unknown): boolean {
  return first === second || !(wins(stamp, first, stamp, second) || wins(stamp, second, stamp, first))
}

function mergeNumbers(own: Table, table: ColumnId, held: Column, column: Column, { absolute, listener, touch }: Merging): void {
  const { id, values } = column
  const algebra = algebraOf(id)
  if (algebra === Algebra.xor) composeValue(id, undefined, 0)
  for (let from = 0; from < values.length; from++) {
    const at = places[from] as number
    const value = values[from] as number | bigint | undefined
    if (at < 0 || value === undefined) continue
    const before = at < held.values.length ? (held.values[at] as number | bigint | undefined) : undefined
    let after: number | bigint | undefined = value
    if (algebra === Algebra.sum) {
      if (!absolute && before !== undefined) after = addInt64(before, value)
      if (after === 0) after = undefined
    } else if (!absolute && before !== undefined && !(algebra === Algebra.max ? value > before : value < before)) after = before
    if (after === before) continue
    listener?.cell(table, own.ids[at] as string, held, at)
    putValue(held, at, after)
    touch?.cell(table, own.ids[at] as string, id, null)
  }
}

function mergeElements(own: Table, table: ColumnId, held: Column, column: Column, { absolute, listener, touch }: Merging): void {
  const { id, values } = column
  for (let from = 0; from < values.length; from++) {
    const at = places[from] as number
    const incoming = values[from] as ReadonlyMap<string, ElementValue> | undefined
    if (at < 0 || incoming === undefined) continue
    const record = own.ids[at] as string
    // A fresh map even for a cell that is new here: the incoming delta stays its owner's.
    const before = at < held.values.length ? held.values[at] : undefined
    const elements = (before as Map<string, ElementValue> | undefined) ?? new Map<string, ElementValue>()
    for (const [element, value] of incoming) {
      const heldValue = elements.get(element)
      const composed = absolute ? value : composeValue(id, heldValue, value)
      const after = isIdentityValue(id, composed) ? undefined : composed
      if (after === undefined) elements.delete(element)
      else elements.set(element, after)
      if (sameValue(heldValue, after)) continue
      if (heldValue !== undefined) listener?.element(table, record, id, element, heldValue, -1)
      if (after !== undefined) listener?.element(table, record, id, element, after, 1)
      touch?.cell(table, record, id, element)
    }
    putValue(held, at, elements.size === 0 ? undefined : elements)
  }
}
