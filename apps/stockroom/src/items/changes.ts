import type { Mutator, View } from '../replica/replica'

/** By how much: two devices that both add count both. */
export function countMore(m: Mutator, id: string, pieces: number): void {
  m.items.add(id, { counted: pieces })
  m.items.update(id, { lastCounted: Date.now() })
}

/** What it is: the later of two such counts holds, and what others add from then on counts on top. */
export function countIs(m: Mutator, id: string, pieces: number): void {
  m.items.update(id, { counted: pieces, lastCounted: Date.now() })
}

/** The item that a scanned or typed code means, or null. */
export function findByCode(view: View, code: string): string | null {
  const text = code.trim()
  if (view.items.has(text)) return text
  const upper = text.toUpperCase()
  return view.items.has(upper) ? upper : null
}
