import type { Value } from '../../value/index.js'

/** Whether two registers hold the same value, however deep: a value that crossed threads is a copy. */
export function equalValues(a: Value | undefined, b: Value | undefined): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array || b instanceof Uint8Array) return a instanceof Uint8Array && b instanceof Uint8Array && equalBytes(a, b)
  if (isArray(a) || isArray(b)) {
    return isArray(a) && isArray(b) && a.length === b.length && a.every((item, index) => equalValues(item, b[index]))
  }
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalValues(a[key], b[key]))
}

/** `Array.isArray` does not narrow readonly arrays away from objects. */
function isArray(value: object): value is readonly Value[] {
  return Array.isArray(value)
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** Values that crossed threads arrive thawed. */
export function freezeValue(value: Value | undefined): Value | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  for (const inner of Object.values(value)) freezeValue(inner)
  return Object.freeze(value)
}
