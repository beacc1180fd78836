import { normalizeValue } from './normalize.js'
import type { Value } from './value.js'

/** A normalised value to give away: bytes cannot be frozen, so whoever shows them shows a copy. */
export function ownValue(value: Value): Value {
  return holdsBytes(value) ? normalizeValue(value) : value
}

function holdsBytes(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false
  return value instanceof Uint8Array || Object.values(value).some(holdsBytes)
}
