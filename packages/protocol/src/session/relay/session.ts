/*
 * One handle's session, as the relay sees it: a handle that is opened again has a new one. Pure; events one at a time,
 * in the order in which they happened.
 *
 *     awaiting-open
 *          | open: authorize                    <--- renew: authorize again, with the new token
 *          v
 *     authorizing ---- granted: send opened, the first slice
 *          |                    |
 *          |                    v
 *          |               catching-up <--- slice-sent (more), drained: the next slice, unless blocked
 *          |                    |   ^
 *          |       slice-sent   |   |  blocked: hold; when drained: behind, slices again (rule 9)
 *          |       (no more):   v   |
 *          |       caught-up   live ---- advanced: steps
 *          |                    |
 *          v                    v
 *     closed <--- close, denied, failed, shutdown, socket-closed, a violation; timeout before opened
 */
import { lookUp } from './machine.js'
import type { Transition } from '../machine.js'
import type { RelayEffect } from './effect.js'
import type { RelayEvent } from './event.js'
import { initialRelayState } from './state.js'
import type { RelayState } from './state.js'
import { relayTable } from './table.js'

export interface RelaySession {
  readonly initial: RelayState
  /** Returns the same state object when nothing changed. */
  transition(state: RelayState, event: RelayEvent): Transition<RelayState, RelayEffect>
}

export const relaySession: RelaySession = {
  initial: initialRelayState,
  transition: (state, event) => lookUp(relayTable, state, event),
}
