/** Whether two raw values hold the same, however deep: one that crossed threads is a copy. The order of Maps and keys counts, and is canonical. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Map) return b instanceof Map && isSame([...a], [...b])
  if (isList(a) || isList(b)) {
    return (
      isList(a) && isList(b) && Array.isArray(a) === Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]))
    )
  }
  return isSame(Object.entries(a), Object.entries(b))
}

function isList(value: object): value is readonly unknown[] {
  // Bytes are as lists are, in all that is asked of them here.
  return Array.isArray(value) || value instanceof Uint8Array
}
