const page = 10

/** The id to which a key leads from `id`, or null when it is no key that moves. */
export function moveFrom(ids: readonly string[], id: string, key: string): string | null {
  const at = ids.indexOf(id)
  const targets: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: ids.length - 1,
  }
  const target = targets[key]
  if (target === undefined || at < 0) return null
  return ids[Math.min(Math.max(target, 0), ids.length - 1)] ?? null
}
