import { TorsorError } from '../../errors.js'
import { notStorable } from '../../value/not-storable.js'

/** @param takes what a field or verb takes, where `value` was given. */
export function notTaken(path: string, takes: string, value: unknown): TorsorError<'value-not-storable'> {
  return notStorable(path, `it takes ${takes}, not ${describe(value)}`)
}

export function unknownField(path: string, known: Iterable<string>): TorsorError<'unknown-field'> {
  const names = [...known]
  return new TorsorError('unknown-field', `no ${path} among ${names.join(', ')}`, { data: { path, known: names } })
}

/** @param verbs those that are right here. */
export function wrongVerb(path: string, verb: string, what: string, verbs: readonly string[]): TorsorError<'wrong-verb'> {
  const use = verbs.join(' or ')
  return new TorsorError('wrong-verb', `${path} is a ${what}: use ${use}, not ${verb}`, { data: { path, verb, use } })
}

function describe(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'object') return value === null ? 'null' : 'an object'
  return `the ${typeof value} ${(value as number).toString().slice(0, 40)}`
}
