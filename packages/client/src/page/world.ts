import type { RandomBytes } from '@torsor/core/view'

/** Runs a task once after so many ms, unless the returned function is called before. */
export type After = (milliseconds: number, task: () => void) => () => void

/** What a worker cannot see for itself in every browser. */
export interface PageState {
  readonly visible: boolean
  readonly online: boolean
}

/** The page's surroundings. */
export interface PageWorld {
  /** 0 <= x < 1, for back-off. */
  readonly random: () => number
  readonly randomBytes: RandomBytes
  readonly after: After
  /** Null outside a secure context. */
  readonly locks: LockManager | null
  readonly pageState: () => PageState
  /** Asks the browser not to delete what this origin stores when it needs room. */
  readonly persistStorage: () => Promise<boolean>
  readonly watchPage: (listener: (state: PageState) => void) => () => void
}

/** Null where there are no workers: while rendering on a server. */
export function browserWorld(): PageWorld | null {
  if (typeof Worker === 'undefined' || typeof document === 'undefined') return null
  return {
    random: Math.random,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    after: (milliseconds, task) => {
      const timer = setTimeout(task, milliseconds)
      return () => clearTimeout(timer)
    },
    // Typed as always there; absent on plain http.
    locks: 'locks' in navigator ? navigator.locks : null,
    pageState,
    persistStorage: async () => ('storage' in navigator ? navigator.storage.persist() : false),
    watchPage: (listener) => {
      const stop = new AbortController()
      // What happens to a document is heard at its window too.
      for (const type of ['visibilitychange', 'online', 'offline', 'pageshow'])
        window.addEventListener(type, () => listener(pageState()), { signal: stop.signal })
      return () => stop.abort()
    },
  }
}

function pageState(): PageState {
  return { visible: document.visibilityState === 'visible', online: navigator.onLine }
}
