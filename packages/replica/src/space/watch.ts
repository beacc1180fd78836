import { equalByContent } from '@torsor/core/view'
import { once, type Lifetime } from './lifetime.js'
import type { ReadonlyStore } from './types.js'

/** The store's reading side; whoever subscribes holds the space open. */
export function holding<T>(store: ReadonlyStore<T>, lifetime: Lifetime): ReadonlyStore<T> {
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: (listener) => {
      const release = lifetime.hold()
      const unsubscribe = store.subscribe(listener)
      return once(() => {
        unsubscribe()
        release()
      })
    },
  }
}

export function watchStore<V, T>(
  store: ReadonlyStore<V>,
  selector: (view: V) => T,
  listener: (value: T, previous: T) => void,
  equality: (a: T, b: T) => boolean = equalByContent,
): () => void {
  let current = selector(store.getState())
  return store.subscribe((view) => {
    const next = selector(view)
    if (equality(current, next)) return
    const previous = current
    current = next
    listener(next, previous)
  })
}
