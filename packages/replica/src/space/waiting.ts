import type { TorsorError } from '@torsor/core'

/** Promises of a condition, which is looked at again whenever `check` is called. */
export interface Waiting {
  check(): void
  fail(error: TorsorError): void
  /** Rejects with the signal's reason when it aborts first. */
  promise(signal?: AbortSignal): Promise<void>
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export function createWaiting(holds: () => boolean): Waiting {
  const waiters = new Set<Waiter>()
  let failure: TorsorError | null = null
  return {
    check() {
      if (waiters.size === 0 || !holds()) return
      for (const waiter of waiters) waiter.resolve()
      waiters.clear()
    },
    fail(error) {
      failure ??= error
      for (const waiter of waiters) waiter.reject(failure)
      waiters.clear()
    },
    async promise(signal) {
      if (holds()) return
      if (failure !== null) throw failure
      let waiter: Waiter | undefined
      const abort = (): void => waiter?.reject(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      try {
        await new Promise<void>((resolve, reject) => {
          waiter = { resolve, reject }
          waiters.add(waiter)
        })
      } finally {
        if (waiter !== undefined) waiters.delete(waiter)
        signal?.removeEventListener('abort', abort)
      }
    },
  }
}
