import { next, stay } from '../machine.js'
import type { CatchUpMode } from '../../message/opened.js'
import type { ClientEffect } from './effect.js'
import { disconnect, fail, pause, seek } from './rules.js'
import type { ClientTransition } from './rules.js'
import { remember, without } from './state.js'
import type { ClientCatchingUp, ClientLive, ClientMemory, ClientState } from './state.js'

/** The way of a session that goes well, and its own ways to fail. */

export function socketOpen(state: ClientMemory): ClientTransition {
  const { generation, whole } = state
  return next({ name: 'opening', ...remember(state) }, { type: 'send-open', generation, whole })
}

function catchUp(state: ClientMemory, mode: CatchUpMode): ClientCatchingUp {
  return { name: 'catching-up', ...remember(state), mode, received: 0, total: null }
}

/** What was frozen before goes up at once: other devices need not wait until this one has caught up. */
export function opened(state: ClientMemory, { mode }: { readonly mode: CatchUpMode }): ClientTransition {
  return next(catchUp(state, mode), { type: 'stage-begin', mode }, { type: 'push-pending', freeze: false })
}

export function slice(state: ClientCatchingUp, event: { readonly received: number; readonly total: number }): ClientTransition {
  return next({ ...state, received: event.received, total: event.total }, { type: 'stage-slice' })
}

export function caughtUp(state: ClientMemory): ClientTransition {
  return next(
    { name: 'live', ...remember(state, { whole: false }) },
    { type: 'adopt' },
    { type: 'push-pending', freeze: true },
    { type: 'start-settling', generation: state.generation },
  )
}

/** Slices follow, on top of where the stream stands (rule 9). */
export function behind(state: ClientMemory): ClientTransition {
  return next(catchUp(state, 'since'), { type: 'stage-begin', mode: 'since' })
}

/** An effect and nothing else. */
export function only(effect: ClientEffect): (state: ClientState) => ClientTransition {
  return (state) => next(state, effect)
}

export function renew(state: ClientState): ClientTransition {
  return next(state, { type: 'send-renew', generation: state.generation })
}

/** The connection made progress: what comes after is a new failure, not one more. */
export function settled(state: ClientLive): ClientTransition {
  return state.attempt === 0 ? stay(state) : next({ ...state, attempt: 0 })
}

/** The first new token is tried at once; one that comes after another refusal waits, so that two bad ones make no storm. */
export function newToken(state: ClientMemory): ClientTransition {
  return state.attempt <= 1 || state.reasons.includes('not-leader') || state.reasons.includes('storage')
    ? seek(state)
    : pause(state, state.attempt)
}

export function unreachable(state: ClientState): ClientTransition {
  return fail(state, { ended: 'relay-unreachable' }, disconnect(state, 'deadline'))
}

export function unanswered(state: ClientState): ClientTransition {
  return fail(state, { ended: 'relay-silent' }, disconnect(state, 'deadline'))
}

/** The next session loads the reference anew (rule 14). What is staged stands on the wrong one. */
export function mismatch(state: ClientState): ClientTransition {
  return fail(state, { whole: true }, disconnect(state, 'mismatch'), { type: 'stage-discard' }, { type: 'report-mismatch' })
}

export function overtaken(state: ClientState): ClientTransition {
  return fail(state, {}, disconnect(state, 'overtaken'), { type: 'stage-discard' })
}

/** A page that was too old, or a relay that was: worth one try when the world changed. */
export function retry(gone: 'hidden' | 'offline'): (state: ClientMemory) => ClientTransition {
  return (state) => seek(remember(state, { reasons: without(state.reasons, gone) }))
}

export function stopIdle(state: ClientMemory): ClientTransition {
  return next({ name: 'closed', ...remember(state) })
}

export function stopWaiting(state: ClientMemory): ClientTransition {
  const closed: ClientState = { name: 'closed', ...remember(state) }
  return state.reasons.includes('backoff') ? next<ClientState, ClientEffect>(closed, { type: 'cancel-back-off' }) : next(closed)
}

export function stopConnected(state: ClientMemory): ClientTransition {
  return next({ name: 'closed', ...remember(state) }, disconnect(state, 'stopped'))
}

/** In needs-auth: the app's way to a token may have been cut too. */
export function askAgain(change: (state: ClientState) => ClientTransition): (state: ClientState) => ClientTransition {
  return (state) => next(change(state).state, { type: 'request-token' })
}
