import type { After } from '../page/world.js'

export interface Deadline {
  readonly milliseconds: number
  readonly after: After
  readonly late: () => Error
  /** Rejects with the signal's reason when it aborts. */
  readonly signal?: AbortSignal
}

/** A call whose worker died is never answered: every call to a worker goes through here. */
export async function within<T>(work: Promise<T>, { milliseconds, after, late, signal }: Deadline): Promise<T> {
  signal?.throwIfAborted()
  let over = (): void => undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      const cancel = after(milliseconds, () => reject(late()))
      const abort = (): void => reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      over = () => {
        cancel()
        signal?.removeEventListener('abort', abort)
      }
      work.then(resolve, reject)
    })
  } finally {
    over()
  }
}
