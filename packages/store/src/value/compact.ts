/**
 * The same value, in which no Uint8Array drags a larger buffer along: structured clone copies a view's whole buffer,
 * so a 20-byte view of a 64 KiB page would cost 64 KiB of disk. Looks into arrays and plain objects, returns what it
 * was given where nothing had to be trimmed, and leaves values that structured clone will refuse for it to refuse.
 */
export function compactBinary(value: unknown): unknown {
  return compact(value, new Map())
}

function compact(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.byteLength === value.buffer.byteLength ? value : new Uint8Array(value)
  if (!Array.isArray(value) && !isPlain(value)) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  seen.set(value, value)
  const trimmed = Array.isArray(value) ? compactArray(value, seen) : compactObject(value, seen)
  seen.set(value, trimmed)
  return trimmed
}

function compactArray(value: readonly unknown[], seen: Map<object, unknown>): readonly unknown[] {
  let copy: unknown[] | null = null
  for (const [index, element] of value.entries()) {
    const trimmed = compact(element, seen)
    if (trimmed === element) continue
    copy ??= [...value]
    copy[index] = trimmed
  }
  return copy ?? value
}

function compactObject(value: object, seen: Map<object, unknown>): object {
  let copy: object | null = null
  for (const [name, property] of Object.entries(value)) {
    const trimmed = compact(property, seen)
    if (trimmed === property) continue
    copy ??= { ...value }
    // Not an assignment: a property named `__proto__` must stay a property.
    Object.defineProperty(copy, name, { value: trimmed, enumerable: true, configurable: true, writable: true })
  }
  return copy ?? value
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
