import type { ColumnId } from '../cell/column.js'
import { cloneDelta, createDelta, type Delta } from '../delta/delta.js'
import { merge } from '../delta/merge.js'
import { Table } from '../delta/table.js'
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
  return { delta, digest: Digest.of(delta) }
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

/** A part of a state, and what its digest is known to be: 32 hex digits. */
export interface StatePart {
  readonly delta: Delta
  readonly digest: string
}

/** The state of which these are the parts, which have no record and no table of words in common. Takes them over; hashes nothing. */
export function joinState(parts: readonly StatePart[]): State {
  const state = createState()
  const tables = new Map<ColumnId, Table[]>()
  for (const { delta, digest } of parts) {
    state.digest.merge(digest)
    for (const [id, table] of delta.records) {
      const list = tables.get(id)
      if (list === undefined) tables.set(id, [table])
      else list.push(table)
    }
    for (const [id, words] of delta.words) state.delta.words.set(id, words)
  }
  for (const [id, list] of tables) state.delta.records.set(id, Table.joined(list))
  return state
}

export function cloneState(state: State): State {
  return { delta: cloneDelta(state.delta), digest: state.digest.clone() }
}

/** 32 hex digits: equal for equal states. Finds divergence, not forgery. */
export function stateDigest(state: State): string {
  return state.digest.toString()
}
