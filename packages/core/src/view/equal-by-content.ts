/**
 * The default equality of selectors. Two arrays, or two plain objects, are equal when what they hold is identical
 * (one level deep); anything else only when it is the same thing. Views are never looked into: two of them with
 * private state would seem equal.
 */
export function equalByContent(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => Object.is(item, b[index]))
  }
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => equalProperty(a, b, key))
}

/** A getter is not called: a record's unsafe counter throws, and comparing must not. */
function equalProperty(a: object, b: object, key: string): boolean {
  const left = Object.getOwnPropertyDescriptor(a, key)
  const right = Object.getOwnPropertyDescriptor(b, key)
  if (left === undefined || right === undefined) return false
  return left.get === undefined && right.get === undefined && Object.is(left.value, right.value)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
