/** As `structuredClone`, for what is made of plain objects, lists, maps, bytes and scalars: many times as fast. */
export function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isScalar(value) ? value : structuredClone(value)
  if (Array.isArray(value)) return value.map(clone)
  if (value instanceof Uint8Array) return value.slice()
  if (value instanceof Map) return new Map(Array.from(value, ([key, inner]) => [clone(key), clone(inner)] as const))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return structuredClone(value)
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    // Assigned it would be another's prototype.
    if (name === '__proto__') return structuredClone(value)
    copy[name] = clone(Reflect.get(value, name))
  }
  return copy
}

/** Functions and symbols cannot be cloned, and say so. */
function isScalar(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol'
}
