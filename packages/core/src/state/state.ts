import { cloneDelta, createDelta, type Delta } from '../delta/delta.js'
import { merge } from '../delta/merge.js'
import type { Touch } from '../delta/types.js'
import { Digest } from '../digest/digest.js'

/** A difference from nothing, and the digest that is kept in step with it. Change it only through the functions here. */
export interface State {
  readonly delta: Delta
  readonly digest: Digest
}

export function createState(): State {
  return { delta: createDelta(), digest: new Digest() }
}

/** Takes over `delta` as a state: the caller hands it out of its hands. */
export function stateOf(delta: Delta): State {
  return { delta, digest: new Digest().all(delta) }
}

/** ACCUM into a reference, in O(cells of `delta`). The order of deltas does not matter. */
export function applyDelta(state: State, delta: Delta, touch?: Touch): void {
  merge(state.delta, delta, false, state.digest, touch)
}

/**
 * LOAD: the cells of `absolute` become the state's. An identity value (0) erases its cell; a row of another life, higher
 * or lower, replaces the row with all its cells; cells and rows that `absolute` does not name stay.
 */
export function loadAbsolute(state: State, absolute: Delta, touch?: Touch): void {
  merge(state.delta, absolute, true, state.digest, touch)
}

/** Takes in records and words that the state has none of, with the digest that they are known to have: nothing is hashed. */
export function adopt(state: State, part: Delta, digest: string): void {
  merge(state.delta, part, false)
  state.digest.merge(digest)
}

export function cloneState(state: State): State {
  return { delta: cloneDelta(state.delta), digest: state.digest.clone() }
}

/** 32 hex digits: equal for equal states. Finds divergence, not forgery. */
export function stateDigest(state: State): string {
  return state.digest.toString()
}
