import type { EngineEvent } from './engine-port.js'

/** Gathers what the engine tells within one task, so that the stores change once for all of it. */
export interface Inbox {
  tell(event: EngineEvent): void
  /** Delivers at once when the engine has begun anew: what it lost goes to it before anything written after. */
  catchUp(): void
  close(): void
}

export function createInbox(deliver: (events: readonly EngineEvent[]) => void, defer: (task: () => void) => void): Inbox {
  let events: EngineEvent[] = []
  let closed = false
  const flush = (): void => {
    const batch = events
    events = []
    if (!closed && batch.length > 0) deliver(batch)
  }
  return {
    tell(event) {
      if (closed) return
      events.push(event)
      if (events.length === 1) defer(flush)
    },
    catchUp() {
      if (events.some((event) => event.type === 'changed' && event.whole)) flush()
    },
    close() {
      closed = true
      events = []
    },
  }
}
