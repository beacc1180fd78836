import { isPlainObject } from '../value/normalize.js'

/**
 * The default equality of selectors. Two arrays, or two plain objects, are equal when what they hold is identical
 * (one level deep); anything else only when it is the same thing. Views are never looked into: two of them with
 * private state would seem equal.
 */
export function equalByContent(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => Object.is(item, b[index]))
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => isSameProperty(a, b, key))
}

/** A getter is not called: a record's unsafe counter throws, and comparing must not. */
function isSameProperty(a: object, b: object, key: string): boolean {
  const [left, right] = [a, b].map((object) => Object.getOwnPropertyDescriptor(object, key))
  return left !== undefined && right !== undefined && 'value' in left && 'value' in right && Object.is(left.value, right.value)
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && isPlainObject(value)
}
