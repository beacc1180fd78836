export interface Place {
  readonly space: string
  readonly relay: string
  /** Render every row, not only those on the screen. */
  readonly allRows: boolean
  /** Put the client on `window` for tests and curious people. */
  readonly inspect: boolean
}

interface Defaults {
  readonly space: string
  readonly relay: string
}

/** Which stockroom is shown and through which relay it syncs: `?space=…&relay=…`. */
export function placeOf(search: string, defaults: Defaults): Place {
  const parameters = new URLSearchParams(search)
  return {
    space: parameters.get('space') || defaults.space,
    relay: parameters.get('relay') || defaults.relay,
    allRows: parameters.get('rows') === 'all',
    inspect: parameters.has('inspect'),
  }
}
