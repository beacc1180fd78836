import { TorsorError } from '../../errors.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import type { Value } from '../../value/index.js'
import { decimalOf } from '../decimal.js'
import type { RawField } from '../intent.js'
import { freezeValue } from './equal-values.js'
import { equalRaw } from './raw.js'
import type { RawInteger, RawSet, RawTally } from './raw.js'

/** A record of a view, beside the raw fields it was made from. */
export interface Entry {
  readonly record: object
  readonly raw: readonly RawField[]
  readonly pending: boolean
}

/**
 * The entry of a record with these raw fields. What equals `before` is taken from it: the record when all fields do,
 * else the values of those fields, so that consumers comparing by identity see only what changed.
 *
 * @param id null for a single, whose record has none.
 */
export function makeEntry(
  table: TableLayout,
  id: string | null,
  raw: readonly RawField[],
  pending: boolean,
  before: Entry | undefined,
): Entry {
  if (raw.length !== table.fields.length) {
    throw new TorsorError('schema-mismatch', `a record of "${table.name}" has ${raw.length} fields here, not ${table.fields.length}`, {
      data: { table: table.name },
    })
  }
  const kept = table.fields.map((field, index) => before !== undefined && equalRaw(field, before.raw[index], raw[index]))
  if (before !== undefined && kept.every(Boolean)) {
    return before.pending === pending ? before : { record: before.record, raw: before.raw, pending }
  }
  const record: Record<string, unknown> = id === null ? {} : { id }
  for (const field of table.fields) {
    if (field.kind === 'counter') defineInteger(record, table, field, field.name, raw[field.index] as RawInteger)
    else if (kept[field.index] === true) record[field.name] = Reflect.get(before?.record ?? {}, field.name)
    else record[field.name] = read(table, field, raw[field.index])
  }
  return { record: Object.freeze(record), raw: raw.map((value, index) => (kept[index] === true ? before?.raw[index] : value)), pending }
}

function read(table: TableLayout, field: Exclude<FieldLayout, { readonly kind: 'counter' }>, raw: RawField): unknown {
  switch (field.kind) {
    case 'register':
      return raw === undefined ? field.initial : freezeValue(raw as Value)
    case 'tally':
      return readTally(table, field, raw as RawTally)
    case 'set': {
      const elements = raw as RawSet
      // Another version of the app may know elements that this one's types do not.
      return new Set(field.elements === null ? elements : elements.filter((element) => field.elements?.includes(element)))
    }
    default:
      return raw
  }
}

function readTally(table: TableLayout, field: FieldLayout, raw: RawTally): object {
  const record: Record<string, unknown> = {}
  for (const element of field.elements ?? raw.keys()) defineInteger(record, table, field, element, raw.get(element) ?? 0)
  return Object.freeze(record)
}

/** A number that would have to be rounded is an error at its property only: the rest of the record stays readable. */
function defineInteger(record: Record<string, unknown>, table: TableLayout, field: FieldLayout, key: string, raw: RawInteger): void {
  const value = field.bigint ? BigInt(raw) : typeof raw === 'number' ? decimalOf(raw, field.scale) : null
  if (value === null) Object.defineProperty(record, key, { enumerable: true, get: () => refuseRounding(table, field, key, raw) })
  // Keys of a tally are data: assignment to this one would set the prototype.
  else if (key === '__proto__') Object.defineProperty(record, key, { enumerable: true, value })
  else record[key] = value
}

function refuseRounding(table: TableLayout, field: FieldLayout, key: string, raw: RawInteger): never {
  const path = field.kind === 'tally' ? `${table.name}.${field.name}[${JSON.stringify(key)}]` : `${table.name}.${field.name}`
  const advice = field.kind === 'tally' ? '' : ': use counter({ bigint: true })'
  throw new TorsorError('counter-unsafe', `${path} is ${raw} units, which no number holds exactly${advice}`, {
    data: { path, units: raw.toString() },
  })
}
