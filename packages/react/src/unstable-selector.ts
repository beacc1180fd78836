declare const process: { readonly env: { readonly NODE_ENV?: string } }

let warned = false

/** Twice the same view, and two results that are not equal: the component would render on every change of anything. */
export function warnOfUnstable<T, V>(selector: (state: T) => V, equality: (a: V, b: V) => boolean, state: T, value: V): void {
  if (warned || !isDevelopment() || equality(value, selector(state))) return
  warned = true
  console.warn(
    'torsor [unstable-selector]: a selector given to useReplica() or useSyncStatus() returns something else each time, so its component renders on every change. ' +
      'Return what the view holds, or plain arrays and objects of it, or pass an equality as second argument.',
    selector,
  )
}

/** Bundlers replace the expression; where nobody did, there is no `process` and no warning. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return false
  }
}
