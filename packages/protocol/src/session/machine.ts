/** What an event makes of a state. The same state object: nothing changed. Effects are for the driver, in order. */
export interface Transition<S, F> {
  readonly state: S
  readonly effects: readonly F[]
}

export type Rule<S, E, Next, F> = (state: S, event: E) => Transition<Next, F>

/** Nothing happens. */
export function stay<S>(state: S): Transition<S, never> {
  return next(state)
}

export function next<S, F>(state: S, ...effects: readonly F[]): Transition<S, F> {
  return { state, effects }
}
