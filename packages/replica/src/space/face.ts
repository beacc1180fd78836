import type { AnySchema } from '@torsor/core'
import type { Space } from './types.js'

/**
 * Adds `ready` as a getter that is not enumerable: reading it opens the space, and what merely enumerates a space (a
 * debugger, a comparison) must not.
 */
export function withReady<S extends AnySchema>(parts: Omit<Space<S>, 'ready'>, ask: () => Promise<void>): Space<S> {
  let ready: Promise<void> | undefined
  const get = (): Promise<void> => {
    if (ready === undefined) {
      ready = ask()
      // Read and dropped, it must not become an unhandled rejection: what went wrong was told to `onError`.
      ready.catch(() => undefined)
    }
    return ready
  }
  return Object.defineProperty(parts, 'ready', { get }) as Space<S>
}
