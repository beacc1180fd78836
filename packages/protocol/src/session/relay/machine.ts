import type { Rule, Transition } from '../machine.js'

/** One rule for every pair of a state and an event: a pair without one does not compile. */
export type TransitionTable<S extends { readonly name: string }, E extends { readonly type: string }, F> = {
  readonly [N in S['name']]: {
    readonly [T in E['type']]: Rule<Extract<S, { readonly name: N }>, Extract<E, { readonly type: T }>, S, F>
  }
}

export function lookUp<S extends { readonly name: string }, E extends { readonly type: string }, F>(
  table: TransitionTable<S, E, F>,
  state: S,
  event: E,
): Transition<S, F> {
  const row: TransitionTable<S, E, F>[S['name']] = table[state.name as S['name']]
  // The table's type pairs every rule with its own state and event: the types cannot follow the two look-ups at once.
  const rule = row[event.type as E['type']] as unknown as Rule<S, E, S, F>
  return rule(state, event)
}
