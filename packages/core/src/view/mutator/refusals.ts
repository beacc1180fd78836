import { TorsorError } from '../../errors.js'
import type { FieldKind } from '../../schema/index.js'

export function notStorable(path: string, why: string): TorsorError<'value-not-storable'> {
  return new TorsorError('value-not-storable', `${path}: ${why}`, { data: { path, why } })
}

export function unknownField(path: string, known: Iterable<string>): TorsorError<'unknown-field'> {
  const names = [...known]
  return new TorsorError('unknown-field', `there is no ${path} in the schema, which has ${names.join(', ') || 'none'}`, {
    data: { path, known: names },
  })
}

/** @param use the verbs that are right here, for example 'add or update'. */
export function wrongVerb(path: string, verb: string, what: string, use: string): TorsorError<'wrong-verb'> {
  return new TorsorError('wrong-verb', `${path} is a ${what}: use ${use}, not ${verb}`, { data: { path, verb, use } })
}

/** The verbs that take a field, for messages. */
export const verbsOf: Readonly<Record<FieldKind, string>> = {
  register: 'update',
  counter: 'add or update',
  max: 'update',
  min: 'update',
  tally: 'add or update',
  set: 'put or remove',
}
