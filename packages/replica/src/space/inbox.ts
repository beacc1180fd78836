import type { EngineEvent } from './engine-port.js'

/** Gathers what the engine tells within one task, so that the stores change once for all of it. */
export interface Inbox {
  tell(event: EngineEvent): void
  close(): void
}

export function createInbox(deliver: (events: readonly EngineEvent[]) => void, defer: (task: () => void) => void): Inbox {
  let events: EngineEvent[] = []
  let closed = false
  const flush = (): void => {
    const batch = events
    events = []
    if (!closed) deliver(batch)
  }
  return {
    tell(event) {
      if (closed) return
      events.push(event)
      if (events.length === 1) defer(flush)
    },
    close() {
      closed = true
      events = []
    },
  }
}
