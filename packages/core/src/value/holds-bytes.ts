/** Whether there are bytes in a value, which nobody can freeze: whoever shows them is to show a copy. */
export function holdsBytes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return value instanceof Uint8Array || Object.values(value).some(holdsBytes)
}
