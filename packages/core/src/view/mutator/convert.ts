import { normalizeValue, propertyPath } from '../../value/index.js'
import type { FieldLayout, TableLayout } from '../../schema/index.js'
import type { IntentValue } from '../intent.js'
import { checkElement } from './keys.js'
import { notStorable, unknownField, verbsOf, wrongVerb } from './refusals.js'
import { describe, toUnits } from './units.js'

/** One field of a patch, known to the schema and right for the verb. */
interface Part {
  readonly field: FieldLayout
  readonly path: string
  readonly value: unknown
}

type Allowed = (field: FieldLayout) => boolean

export const takesUpdate: Allowed = (field) => field.kind !== 'set'
export const takesAdd: Allowed = (field) => field.kind === 'counter' || field.kind === 'tally'
export const takesElements: Allowed = (field) => field.kind === 'set'
export const takesInit: Allowed = () => true

/** The patch of a verb, checked against the schema as a whole before anything of it is used. */
export function partsOf(table: TableLayout, verb: string, patch: unknown, allowed: Allowed): readonly Part[] {
  return ownEntries(patch, `${table.name}.${verb}`, 'an object of fields').map(([name, value]) => {
    const path = propertyPath(table.name, name)
    const field = table.fieldByName.get(name)
    if (field === undefined) throw unknownField(path, table.fieldByName.keys())
    if (!allowed(field)) throw wrongVerb(path, verb, field.kind, verbsOf[field.kind])
    return { field, path, value }
  })
}

/** What a field is, as an intent says it. */
export function setValue({ field, path, value }: Part): IntentValue {
  switch (field.kind) {
    case 'register':
      return normalizeValue(value, path)
    case 'counter':
      return toUnits(field, value, path)
    case 'tally':
      return Object.fromEntries(countsOf(field, value, path))
    default:
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw notStorable(path, `${field.kind} takes a finite number, not ${describe(value)}`)
      // -0 and 0 are one value.
      return value + 0
  }
}

/** By how much a field changes; null for by nothing. */
export function addValue({ field, path, value }: Part): bigint | Readonly<Record<string, bigint>> | null {
  if (field.kind === 'counter') return toUnits(field, value, path) || null
  const counts = countsOf(field, value, path).filter((entry) => entry[1] !== 0n)
  return counts.length === 0 ? null : Object.fromEntries(counts)
}

/** The elements that a verb of sets names, each once. */
export function elementsOf({ field, path, value }: Part): readonly string[] {
  if (typeof value !== 'string' && !Array.isArray(value))
    throw notStorable(path, `a set takes a string or an array of strings, not ${describe(value)}`)
  const elements = new Set<string>()
  for (const element of typeof value === 'string' ? [value] : (value as readonly unknown[])) {
    checkElement(field, element, path)
    elements.add(element)
  }
  return [...elements]
}

function countsOf(field: FieldLayout, value: unknown, path: string): (readonly [string, bigint])[] {
  return ownEntries(value, path, 'an object of counts').map(([element, count]) => {
    const inner = propertyPath(path, element)
    checkElement(field, element, inner)
    return [element, toUnits(field, count, inner)]
  })
}

function ownEntries(value: unknown, path: string, what: string): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notStorable(path, `it takes ${what}, not ${describe(value)}`)
  return Object.entries(value)
}
