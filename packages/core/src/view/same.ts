/** Whether two values hold the same, however deep: one that crossed threads is a copy. The order of keys counts. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || kindOf(a) !== kindOf(b)) return false
  const [left, right] = [contentOf(a), contentOf(b)]
  return left.length === right.length && left.every((item, at) => isSame(item, right[at]))
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value)
}

function contentOf(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value]
  // Bytes are as lists are, in all that is asked of them here.
  if (Array.isArray(value) || value instanceof Uint8Array) return value as readonly unknown[]
  // An error's message is not among its entries.
  return [...Object.entries(value), ...(value instanceof Error ? [value.message] : [])]
}
