import type { ReadonlyStore } from '@torsor/client'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { warnOfUnstable } from './unstable-selector.js'

/**
 * `useSyncExternalStore` over what a selector returns. A result equal to the one before *is* the one before: a selector
 * that makes a fresh array each time neither loops nor renders again.
 */
export function useSelection<T, V>(store: ReadonlyStore<T>, selector: (state: T) => V, equality: (a: V, b: V) => boolean): V {
  const committed = useRef<{ readonly store: ReadonlyStore<T>; readonly value: V } | null>(null)

  const select = useMemo(() => {
    let last: { readonly state: T; readonly value: V } | null = null
    return (state: T): V => {
      if (last !== null && Object.is(last.state, state)) return last.value
      let value = selector(state)
      if (last !== null) {
        if (equality(last.value, value)) value = last.value
      } else if (committed.current === null) {
        warnOfUnstable(selector, equality, state, value)
      } else if (committed.current.store === store && equality(committed.current.value, value)) {
        value = committed.current.value
      }
      last = { state, value }
      return value
    }
  }, [store, selector, equality])

  const value = useSyncExternalStore(
    store.subscribe,
    () => select(store.getState()),
    () => select(store.getInitialState()),
  )
  useEffect(() => {
    committed.current = { store, value }
  }, [store, value])
  return value
}
