import type { TorsorError } from '@torsor/core'

/** Promises of conditions, which are looked at again whenever `check` is called. */
export interface Waiting {
  /** Rejects with what the condition throws, with the failure, or with the signal's reason when it aborts first. */
  until(holds: () => boolean, signal?: AbortSignal): Promise<void>
  check(): void
  /** What does not hold now never will. */
  fail(error: TorsorError): void
}

export function createWaiting(): Waiting {
  /** Each settles its promise where it can, and tells whether it did. */
  const waiters = new Set<() => boolean>()
  let failure: TorsorError | null = null

  const check = (): void => {
    for (const settle of waiters) if (settle()) waiters.delete(settle)
  }

  return {
    check,
    fail(error) {
      failure ??= error
      check()
    },
    until: (holds, signal) =>
      new Promise((resolve, reject) => {
        const settle = (): boolean => {
          try {
            if (holds()) resolve()
            else if (failure !== null) throw failure
            else if (signal?.aborted === true) throw signal.reason
            else return false
          } catch (error) {
            reject(error)
          }
          return true
        }
        if (settle()) return
        waiters.add(settle)
        // One listener per signal, however many wait with it.
        signal?.addEventListener('abort', check, { once: true })
      }),
  }
}
