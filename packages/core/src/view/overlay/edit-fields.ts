import { sortUtf8 } from '../../order/compare.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import type { Intent, IntentValue, RawField } from '../intent.js'
import { blankFields, rawInteger, rawTally } from '../records/raw.js'
import type { RawInteger, RawSet, RawTally } from '../records/raw.js'

type RecordIntent = Extract<Intent, { readonly id: string }>
type RawFields = readonly RawField[]
type Counts = Readonly<Record<string, bigint>>
type Change<T> = (field: FieldLayout, before: RawField, argument: T) => RawField

/** The raw fields of a record (null: there is none) after one intent; the same where the engine would write nothing. */
export function editFields(table: TableLayout, before: RawFields | null, intent: RecordIntent): RawFields | null {
  if (intent.type === 'delete') return null
  const blank = before ?? blankFields(table)
  const edit = <T>(fields: RawFields, patch: Readonly<Record<string, T>>, change: Change<T>): RawFields =>
    fields.map((raw, at) => {
      const field = table.fields[at]
      return field !== undefined && Object.hasOwn(patch, field.name) ? change(field, raw, patch[field.name] as T) : raw
    })
  switch (intent.type) {
    case 'upsert':
      return edit(edit(blank, intent.set, set), intent.put, put)
    case 'update':
      return edit(blank, intent.set, set)
    case 'add':
      return edit(blank, intent.by, add)
    default: {
      const after = edit(blank, intent.elements, intent.type === 'put' ? put : remove)
      // A put of what is there, or a remove of what is not.
      return after.every((raw, at) => raw === blank[at]) ? before : after
    }
  }
}

function set(field: FieldLayout, before: RawField, value: IntentValue): RawField {
  switch (field.kind) {
    case 'register':
      return value
    case 'counter':
      return rawInteger(value as bigint)
    case 'tally':
      return merge(before as RawTally, value as Counts, (_, count) => count)
    case 'max':
    case 'min':
      return Math[field.kind]((before ?? value) as number, value as number)
    default:
      return before
  }
}

function add(_: FieldLayout, before: RawField, by: bigint | Counts): RawField {
  if (typeof by === 'bigint') return rawInteger(BigInt(before as RawInteger) + by)
  return merge(before as RawTally, by, (count, more) => count + more)
}

function put(_: FieldLayout, before: RawField, elements: RawSet): RawField {
  const after = new Set([...(before as RawSet), ...elements])
  return after.size === (before as RawSet).length ? before : sortUtf8([...after])
}

function remove(_: FieldLayout, before: RawField, elements: RawSet): RawField {
  const after = (before as RawSet).filter((element) => !elements.includes(element))
  return after.length === (before as RawSet).length ? before : after
}

function merge(before: RawTally, counts: Counts, combine: (before: bigint, argument: bigint) => bigint): RawTally {
  const after = new Map<string, bigint>()
  for (const [element, count] of before) after.set(element, BigInt(count))
  for (const [element, count] of Object.entries(counts)) after.set(element, combine(after.get(element) ?? 0n, count))
  return rawTally(after)
}
