import { utf8Length } from '../order/utf8.js'
import { isWellFormed } from '../value/well-formed.js'
import { schemaInvalid } from './schema-invalid.js'

/** In UTF-16 units, as `length` counts. */
export const maxNameLength = 64

/** So that a descriptor of two names and a scale stays within 256 bytes. */
const maxNameBytes = 120

/** '.', ':' and '@' separate the parts of a descriptor. */
const forbidden = /[.:@\p{Cc}]/u

/**
 * Checks the name of a table or field.
 *
 * @param what says whose name it is, for example `field "a.b" of "items"`.
 */
export function checkName(name: string, what: string): void {
  const why = reasonAgainst(name)
  if (why !== null) throw schemaInvalid(`${what}: ${why}`, { name, why })
}

function reasonAgainst(name: string): string | null {
  if (name === '') return 'a name is not empty'
  if (name.length > maxNameLength) return `a name has at most ${maxNameLength} characters`
  if (name === '__proto__') return '"__proto__" is not a property like others'
  if (!isWellFormed(name)) return 'the name holds an unpaired surrogate'
  if (utf8Length(name) > maxNameBytes) return `a name takes at most ${maxNameBytes} bytes of UTF-8`
  if (forbidden.test(name)) return 'a name has no ".", ":", "@" and no control characters'
  return null
}
