import type { Transition } from '@torsor/protocol'

/** A transition in the words of the expectation tables. */
export function outcomeOf<S extends { readonly name: string }>(
  before: S,
  { state, effects }: Transition<S, { readonly type: string }>,
): string {
  const name = state === before ? 'same' : state.name
  return effects.length === 0 ? name : `${name}: ${effects.map(({ type }) => type).join(', ')}`
}
