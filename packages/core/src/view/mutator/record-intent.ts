import type { FieldKind, TableLayout } from '../../schema/index.js'
import { propertyPath } from '../../value/value.js'
import type { Intent, IntentValue } from '../intent.js'
import { argumentOf, entriesOf } from './arguments.js'
import { unknownField, wrongVerb } from './refusals.js'

/** Which kinds of fields a verb takes. The others, `insert` and `upsert`, take all. */
const takes: readonly (readonly [verb: string, kinds: readonly FieldKind[]])[] = [
  ['update', ['register', 'counter', 'max', 'min', 'tally']],
  ['add', ['counter', 'tally']],
  ['put', ['set']],
  ['remove', ['set']],
]

type Amount = bigint | Readonly<Record<string, bigint>>

/** What a verb of a record says, all that it was given checked before; null where it changes nothing. */
export function recordIntent(layout: TableLayout, verb: string, id: string, patch: unknown): Intent | null {
  const table = layout.name
  const set: Record<string, IntentValue> = {}
  const by: Record<string, Amount> = {}
  const elements: Record<string, readonly string[]> = {}
  for (const [name, value] of entriesOf(patch, `${table}.${verb}`, 'an object of fields')) {
    const path = propertyPath(table, name)
    const field = layout.fieldByName.get(name)
    if (field === undefined) throw unknownField(path, layout.fieldByName.keys())
    const { kind } = field
    if (takes.some((taken) => taken[0] === verb && !taken[1].includes(kind))) {
      throw wrongVerb(
        path,
        verb,
        kind,
        takes.filter((taken) => taken[1].includes(kind)).map(([right]) => right),
      )
    }
    const argument = argumentOf(field, value, path)
    if (kind !== 'set') {
      set[name] = argument
      if (verb === 'add') addTo(by, name, argument as Amount)
    } else if ((argument as string[]).length > 0) elements[name] = argument as string[]
  }
  switch (verb) {
    case 'update':
      return isNothing(set) ? null : { type: verb, table, id, set }
    case 'add':
      return isNothing(by) ? null : { type: verb, table, id, by }
    case 'put':
    case 'remove':
      return isNothing(elements) ? null : { type: verb, table, id, elements }
    default:
      return { type: 'upsert', table, id, set, put: elements }
  }
}

/** Without what adds nothing. */
function addTo(by: Record<string, Amount>, name: string, amount: Amount): void {
  const some = typeof amount === 'bigint' ? amount : Object.fromEntries(Object.entries(amount).filter((count) => count[1] !== 0n))
  if (typeof some === 'bigint' ? some !== 0n : !isNothing(some)) by[name] = some
}

function isNothing(entries: object): boolean {
  return Object.keys(entries).length === 0
}
