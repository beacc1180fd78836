import { TorsorError } from '../../errors.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import { holdsBytes } from '../../value/holds-bytes.js'
import { normalizeValue } from '../../value/normalize.js'
import { decimalOf } from '../decimal.js'
import type { Leaf } from '../sheet/sheet.js'
import type { RawInteger, RawSet, RawTally } from './raw.js'

/** Makes the record of a row from its raw fields. */
export type MakeRecord = (leaf: Leaf, at: number) => object

type Fields = Record<string, unknown>

/**
 * The maker of one table's records: frozen plain objects. Each table has a constructor of its own, without a prototype of its
 * own, for the engine learns per constructor how large objects are: records made otherwise take half as much again.
 */
export function recordMaker(table: TableLayout): MakeRecord {
  function Record(this: Fields, { ids, columns }: Leaf, at: number): void {
    if (table.kind === 'collection') this['id'] = ids[at]
    for (const field of table.fields) show(this, table, field, columns[field.index]?.[at])
  }
  Record.prototype = Object.prototype
  const construct = Record as unknown as new (leaf: Leaf, at: number) => Fields
  return (leaf, at) => Object.freeze(new construct(leaf, at))
}

function show(record: Fields, table: TableLayout, field: FieldLayout, raw: unknown): void {
  const { name } = field
  if (field.kind === 'register' && (typeof raw === 'string' || typeof raw === 'number')) {
    // Nearly every field there is.
    record[name] = raw
    return
  }
  switch (field.kind) {
    case 'counter':
      return showInteger(record, name, raw as RawInteger, table, field)
    case 'register':
      // What an app does to bytes must not be done to the replica, which holds the same in one thread.
      if (holdsBytes(raw)) record[name] = once(raw as object, () => normalizeValue(raw))
      else record[name] = raw === undefined ? field.initial : freeze(raw)
      return
    case 'tally':
      record[name] = once(raw as RawTally, () => showTally(raw as RawTally, table, field))
      return
    case 'set':
      record[name] = once(raw as RawSet, () => new Set((raw as RawSet).filter((element) => field.elements?.includes(element) ?? true)))
      return
    default:
      record[name] = raw
  }
}

const shown = new WeakMap<object, unknown>()

/** Of the same raw value the same object is shown, in whichever record. */
function once(raw: object, make: () => unknown): unknown {
  if (!shown.has(raw)) shown.set(raw, make())
  return shown.get(raw)
}

/** Another version of the app may know elements that this one's types do not: they are left out. */
function showTally(raw: RawTally, table: TableLayout, field: FieldLayout): object {
  const tally: Fields = {}
  for (const element of field.elements ?? raw.keys()) showInteger(tally, element, raw.get(element) ?? 0, table, field)
  return Object.freeze(tally)
}

/** A number that would have to be rounded is an error at its property only: the rest of the record stays readable. */
function showInteger(target: Fields, key: string, raw: RawInteger, table: TableLayout, field: FieldLayout): void {
  const value = field.bigint ? BigInt(raw) : typeof raw === 'number' ? decimalOf(raw, field.scale) : null
  if (value === null) Object.defineProperty(target, key, { enumerable: true, get: () => refuseRounding(key, raw, table, field) })
  // Keys of a tally are data: assignment to this one would set the prototype.
  else if (key === '__proto__') Object.defineProperty(target, key, { enumerable: true, value })
  else target[key] = value
}

function refuseRounding(key: string, raw: RawInteger, table: TableLayout, field: FieldLayout): never {
  const isTally = field.kind === 'tally'
  const path = `${table.name}.${field.name}${isTally ? `[${JSON.stringify(key)}]` : ''}`
  const advice = isTally ? '' : ': use counter({ bigint: true })'
  throw new TorsorError('counter-unsafe', `${path} is ${raw} units, which no number holds exactly${advice}`, {
    data: { path, units: String(raw) },
  })
}

/** Values that crossed threads arrive thawed. What is frozen is so throughout. */
function freeze(value: unknown): unknown {
  if (Object.isFrozen(value)) return value
  for (const inner of Object.values(value as object)) freeze(inner)
  return Object.freeze(value)
}
