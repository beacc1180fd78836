import { TorsorError } from '../../errors.js'
import { sortUtf8 } from '../../order/compare.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import { ownValue } from '../../value/index.js'
import type { IntentValue, RawField } from '../intent.js'
import { rawInteger, rawTally } from '../records/raw.js'
import type { RawInteger, RawSet, RawTally } from '../records/raw.js'

/** A record's raw fields while intents are applied to them. */
export type RawFields = readonly RawField[]

export function setFields(table: TableLayout, raw: RawFields, values: Readonly<Record<string, IntentValue>>): RawFields {
  return edit(table, raw, values, setField)
}

export function addToFields(
  table: TableLayout,
  raw: RawFields,
  by: Readonly<Record<string, bigint | Readonly<Record<string, bigint>>>>,
): RawFields {
  return edit(table, raw, by, addToField)
}

export function putElements(table: TableLayout, raw: RawFields, elements: Readonly<Record<string, readonly string[]>>): RawFields {
  return edit(table, raw, elements, (_, before, put) => sortUtf8([...new Set([...(before as RawSet), ...put])]))
}

export function removeElements(table: TableLayout, raw: RawFields, elements: Readonly<Record<string, readonly string[]>>): RawFields {
  return edit(table, raw, elements, (_, before, removed) => (before as RawSet).filter((element) => !removed.includes(element)))
}

/** Whether each of the elements is in its set (`present`), or none is. */
export function hasElements(
  table: TableLayout,
  raw: RawFields,
  elements: Readonly<Record<string, readonly string[]>>,
  present: boolean,
): boolean {
  return Object.entries(elements).every(([name, list]) => {
    const field = fieldNamed(table, name)
    const held = raw[field.index] as RawSet
    return list.every((element) => held.includes(element) === present)
  })
}

function fieldNamed(table: TableLayout, name: string): FieldLayout {
  const field = table.fieldByName.get(name)
  if (field !== undefined) return field
  throw new TorsorError('schema-mismatch', `there is no field "${table.name}.${name}" here`, { data: { table: table.name } })
}

function edit<T>(
  table: TableLayout,
  raw: RawFields,
  patch: Readonly<Record<string, T>>,
  change: (field: FieldLayout, before: RawField, argument: T) => RawField,
): RawFields {
  const after = [...raw]
  for (const [name, argument] of Object.entries(patch)) {
    const field = fieldNamed(table, name)
    after[field.index] = change(field, after[field.index], argument)
  }
  return after
}

function setField(field: FieldLayout, before: RawField, value: IntentValue): RawField {
  switch (field.kind) {
    case 'register':
      return ownValue(value)
    case 'counter':
      return rawInteger(value as bigint)
    case 'max':
      return before === undefined ? value : Math.max(before as number, value as number)
    case 'min':
      return before === undefined ? value : Math.min(before as number, value as number)
    case 'tally':
      return mergeTally(before as RawTally, value as Readonly<Record<string, bigint>>, (_, count) => count)
    case 'set':
      return before
  }
}

function addToField(field: FieldLayout, before: RawField, by: bigint | Readonly<Record<string, bigint>>): RawField {
  if (typeof by === 'bigint') return field.kind === 'counter' ? rawInteger(BigInt(before as RawInteger) + by) : before
  return mergeTally(before as RawTally, by, (count, more) => count + more)
}

function mergeTally(
  before: RawTally,
  argument: Readonly<Record<string, bigint>>,
  combine: (before: bigint, argument: bigint) => bigint,
): RawTally {
  const counts = new Map<string, bigint>()
  for (const [element, count] of before) counts.set(element, BigInt(count))
  for (const [element, count] of Object.entries(argument)) counts.set(element, combine(counts.get(element) ?? 0n, count))
  return rawTally(counts)
}
