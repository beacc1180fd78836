import type { TorsorError } from '@torsor/core'

export interface Notice {
  readonly number: number
  readonly code: string
  readonly message: string
  readonly docs: string
}

let notices: readonly Notice[] = []
let last = 0
const listeners = new Set<() => void>()

function change(next: readonly Notice[]) {
  notices = next
  for (const listener of listeners) listener()
}

/** The same trouble told twice is one notice. */
export function report(error: TorsorError): void {
  const rest = notices.filter(({ code, message }) => code !== error.code || message !== error.message)
  change([...rest, { number: ++last, code: error.code, message: error.message, docs: error.docs }].slice(-3))
}

export function dismiss(number: number): void {
  change(notices.filter((notice) => notice.number !== number))
}

export function currentNotices(): readonly Notice[] {
  return notices
}

export function subscribeToNotices(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
