import type { FieldSpec } from '../../schema/index.js'
import { notStorable } from '../../value/not-storable.js'
import { normalizeValue } from '../../value/normalize.js'
import { maxInt64, minInt64, propertyPath } from '../../value/value.js'
import { unitsOf } from '../decimal.js'
import type { IntentValue } from '../intent.js'
import { checkKey } from './keys.js'
import { notTaken } from './refusals.js'

/** What of a field says what it takes. */
type Taker = Pick<FieldSpec, 'kind' | 'scale' | 'bigint' | 'elements'>

/** What a field is given, as an intent says it: the same for every verb that takes the field. Of a set: the elements, each once. */
export function argumentOf(field: Taker, value: unknown, path: string): IntentValue {
  switch (field.kind) {
    case 'register':
      return normalizeValue(value, path)
    case 'counter':
      return toUnits(field, value, path)
    case 'tally':
      return Object.fromEntries(
        entriesOf(value, path, 'an object of counts').map(([element, count]) => {
          const inner = propertyPath(path, element)
          checkElement(field, element, inner)
          return [element, toUnits(field, count, inner)]
        }),
      )
    case 'set': {
      const elements = typeof value === 'string' ? [value] : value
      if (!Array.isArray(elements)) throw notTaken(path, 'a string or an array of strings', value)
      for (const element of elements) checkElement(field, element, path)
      return [...new Set<string>(elements)]
    }
    default:
      return finite(value, path)
  }
}

/** The own properties of what is to be a plain object. */
export function entriesOf(value: unknown, path: string, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notTaken(path, what, value)
  return Object.entries(value)
}

function checkElement({ elements }: Taker, element: unknown, path: string): void {
  checkKey(element, path)
  if (elements !== null && !elements.includes(element)) throw notTaken(path, elements.join(', '), element)
}

function finite(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw notTaken(path, 'a finite number', value)
  // -0 and 0 are one value.
  return value + 0
}

/** Below this many units every decimal has a double of its own. */
const alwaysExact = 1e15

/** What a counter is given, as an int64 in units of its scale. */
function toUnits({ bigint, scale }: Taker, value: unknown, path: string): bigint {
  if (bigint) {
    if (typeof value !== 'bigint' || value < minInt64 || value > maxInt64) throw notTaken(path, 'a bigint in the range of an int64', value)
    return value
  }
  const number = finite(value, path)
  const units = unitsOf(number, scale)
  if (units !== null) return BigInt(units)
  const isLarge = Math.abs(number) * 10 ** scale >= alwaysExact
  throw notStorable(
    path,
    `${number} is not exact here: ${isLarge ? 'use counter({ bigint: true })' : `a scale of ${scale} keeps ${scale} digits`}`,
  )
}
