/*
 * One space's session, as the client sees it. Pure: the driver owns sockets, time and randomness, does what the effects
 * say, and tells events. One driver feeds it events one at a time, in the order in which they happened.
 *
 *              start                       reasons gone / timer
 *     idle ----------> waiting <=======================================+
 *                         |                                            |
 *                         | connect                                    |  socket-closed, deadline, yield, storage-lost,
 *                         v                                            |  closed, mismatch, overtaken, a violation,
 *                     connecting --------------------------------------+  any error but those below
 *                         | socket-open: send open                     |
 *                         v                                            |
 *                      opening ----------------------------------------+
 *                         | opened: begin staging, push what is frozen |
 *                         v                                            |
 *     behind   +---> catching-up --------------------------------------+
 *     (rule 9) |          | caught-up: adopt, freeze, push             |
 *              |          v                                            |
 *              +------- live ------------------------------------------+
 *
 *     any of the four --- error needs-auth, forbidden --------> needs-auth ----- token-changed -----> (as from waiting)
 *     any of the four --- error of versions or columns -------> incompatible --- online, visible ---> (as from waiting)
 *     every state ------- stop -------------------------------> closed
 */
import type { Transition } from '../machine.js'
import type { ClientEffect } from './effect.js'
import type { ClientEvent } from './event.js'
import { initialClientState } from './state.js'
import type { ClientState } from './state.js'
import { transition } from './table.js'

export interface ClientSession {
  readonly initial: ClientState
  /** Returns the same state object when nothing changed; events of an old connection never change anything. */
  transition(state: ClientState, event: ClientEvent): Transition<ClientState, ClientEffect>
}

export const clientSession: ClientSession = { initial: initialClientState, transition }
