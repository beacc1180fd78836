import { algebraOf, Algebra, isKeyed, type ColumnId } from '../cell/column.js'
import { composeValue, isIdentityValue, sameValue, wins, type ElementValue } from './cells.js'
import { addInt64, putValue, type Column } from './column.js'
import type { ChangeListener } from './listener.js'
import { Table } from './table.js'
import type { Delta } from './delta.js'
import { WordMap, WordOperation } from './word-map.js'

/**
 * ACCUM: what comes in is a difference; a lower life is ignored, a higher one replaces the row. LOAD (`absolute`): the cells are what the
 * target's shall be, 0 erases; another life, higher or lower, replaces the row.
 */
export function merge(target: Delta, incoming: Delta, absolute: boolean, listener?: ChangeListener): void {
  for (const [id, table] of incoming.records) {
    let own = target.records.get(id)
    if (own === undefined) own = new Table()
    mergeTable(own, id, table, absolute, listener)
    if (own.size > 0) target.records.set(id, own)
  }
  for (const [id, words] of incoming.words) {
    let own = target.words.get(id)
    if (own === undefined) own = new WordMap(words.size)
    const operation = absolute ? WordOperation.assign : algebraOf(id) === Algebra.sum ? WordOperation.sum : WordOperation.xor
    own.combine(words, operation, listener && listener.word.bind(listener, id))
    if (own.size > 0) target.words.set(id, own)
    else target.words.delete(id)
  }
}

/** Where each incoming record's cells go: a place, or IGNORED. Reused, as most deltas are small. */
let places = new Int32Array(64)
const IGNORED = -1

function mergeTable(own: Table, id: ColumnId, incoming: Table, absolute: boolean, listener: ChangeListener | undefined): void {
  const count = incoming.size
  if (count > places.length) places = new Int32Array(count * 2)
  for (let at = 0; at < count; at++) places[at] = mergeLife(own, id, incoming, at, absolute, listener)
  for (const column of incoming.columns) {
    if (column.values.length === 0) continue
    const held = own.columnFor(column.id)
    if (isKeyed(column.id)) mergeElements(own, id, held, column, absolute, listener)
    else if (algebraOf(column.id) === Algebra.lww) mergeRegisters(own, id, held, column, absolute, listener)
    else mergeNumbers(own, id, held, column, absolute, listener)
  }
}

function mergeLife(
  own: Table,
  table: ColumnId,
  incoming: Table,
  from: number,
  absolute: boolean,
  listener: ChangeListener | undefined,
): number {
  const life = incoming.lives[from] as number
  if (life < 1) return IGNORED
  const record = incoming.ids[from] as string
  let at = own.find(record)
  if (at < 0) {
    at = own.add(record, life)
    listener?.row(table, record, undefined, life)
  } else {
    const held = own.lives[at] as number
    if (held !== life) {
      if (life < held && !absolute) return IGNORED
      const before = listener && own.rowAt(at)
      own.renew(at, life)
      listener?.row(table, record, before, life)
    }
  }
  // A dead record is a key and one integer.
  return (life & 1) === 0 ? IGNORED : at
}

function mergeRegisters(
  own: Table,
  table: ColumnId,
  held: Column,
  column: Column,
  absolute: boolean,
  listener: ChangeListener | undefined,
): void {
  const { id, values, stamps } = column
  for (let from = 0; from < values.length; from++) {
    const at = places[from] as number
    const value = values[from]
    if (at < 0 || value === undefined) continue
    const stamp = stamps[from] as number
    const heldStamp = at < held.stamps.length ? (held.stamps[at] as number) : 0
    const before = at < held.values.length ? held.values[at] : undefined
    if (!absolute && before !== undefined && !wins(stamp, value, heldStamp, before)) continue
    if (absolute && heldStamp === stamp && before !== undefined && sameRegister(stamp, before, value)) continue
    putValue(held, at, value, stamp)
    listener?.cell(table, own.ids[at] as string, id, null, heldStamp, before, stamp, value)
  }
}

function sameRegister(stamp: number, first: unknown, second: unknown): boolean {
  return first === second || !(wins(stamp, first, stamp, second) || wins(stamp, second, stamp, first))
}

function mergeNumbers(
  own: Table,
  table: ColumnId,
  held: Column,
  column: Column,
  absolute: boolean,
  listener: ChangeListener | undefined,
): void {
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
    putValue(held, at, after)
    listener?.cell(table, own.ids[at] as string, id, null, 0, before, 0, after)
  }
}

function mergeElements(
  own: Table,
  table: ColumnId,
  held: Column,
  column: Column,
  absolute: boolean,
  listener: ChangeListener | undefined,
): void {
  const { id, values } = column
  for (let from = 0; from < values.length; from++) {
    const at = places[from] as number
    const incoming = values[from] as ReadonlyMap<string, ElementValue> | undefined
    if (at < 0 || incoming === undefined) continue
    // A fresh map even for a cell that is new here: the incoming delta stays its owner's.
    const before = at < held.values.length ? held.values[at] : undefined
    const elements = (before as Map<string, ElementValue> | undefined) ?? new Map<string, ElementValue>()
    for (const [element, value] of incoming) {
      const heldValue = elements.get(element)
      const composed = absolute ? value : composeValue(id, heldValue, value)
      const after = isIdentityValue(id, composed) ? undefined : composed
      if (after === undefined) elements.delete(element)
      else elements.set(element, after)
      if (listener === undefined || sameValue(heldValue, after)) continue
      listener.cell(table, own.ids[at] as string, id, element, stampIn(heldValue), valueIn(heldValue), stampIn(after), valueIn(after))
    }
    putValue(held, at, elements.size === 0 ? undefined : elements)
  }
}

export function stampIn(value: ElementValue | undefined): number {
  return typeof value === 'object' ? value.stamp : 0
}

export function valueIn(value: ElementValue | undefined): unknown {
  return typeof value === 'object' ? value.value : value
}
