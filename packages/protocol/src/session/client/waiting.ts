import { next, stay } from '../machine.js'
import type { Transition } from '../machine.js'
import { longestAttempt } from './backoff.js'
import type { ClientEffect } from './effect.js'
import { become, without, withReason } from './state.js'
import type { ClientMemory, ClientState, WaitReason } from './state.js'

/** The rules of the states without a connection: what holds a session back, and what lets it go. */

export type ClientTransition = Transition<ClientState, ClientEffect>
export type ClientRule = (state: ClientState) => ClientTransition

/** `offline` and `hidden` do not hold it, they slow it down. */
function isSlow(reason: WaitReason): boolean {
  return reason === 'hidden' || reason === 'offline'
}

/** Connects when nothing is in the way. A device that says it is offline is not believed for ever. */
export function seek(state: ClientState): ClientTransition {
  return state.reasons.includes('offline') && state.reasons.every(isSlow) ? pause(state, longestAttempt) : dare(state)
}

/** Whatever `offline` says. */
function dare(state: ClientState): ClientTransition {
  return state.reasons.every(isSlow)
    ? next(become('connecting', state, { generation: state.generation + 1 }), { type: 'connect' })
    : next(become('waiting', state, {}))
}

function pause(state: ClientMemory, attempt: number, ...effects: readonly ClientEffect[]): ClientTransition {
  const reasons = withReason(state.reasons, 'backoff')
  return next(become('waiting', state, { reasons }), ...effects, { type: 'start-back-off', attempt })
}

/** A connection came to nothing: try again later, and later each time. */
export function fail(state: ClientState, changes: Partial<ClientMemory>, ...effects: readonly ClientEffect[]): ClientTransition {
  const failed = { ...state, attempt: state.attempt + 1, ended: null, ...changes }
  return pause(failed, failed.reasons.some(isSlow) ? longestAttempt : Math.min(failed.attempt, longestAttempt), ...effects)
}

/** Lets go of the connection, and waits for the reason to go. */
export function leave(reason: WaitReason): ClientRule {
  return (state) => {
    const reasons = withReason(state.reasons, reason)
    return next(become('waiting', state, { reasons, ended: null }), { type: 'disconnect', told: false })
  }
}

export function stop(state: ClientState): ClientTransition {
  const closed = become('closed', state, {})
  return state.reasons.includes('backoff') ? next(closed, { type: 'cancel-back-off' }) : next(closed)
}

/** A reason that does not move the state comes, or goes. */
export function note(reason: WaitReason): ClientRule {
  return (state) => renoted(state, withReason(state.reasons, reason))
}

export function forget(...gone: readonly WaitReason[]): ClientRule {
  return (state) => renoted(state, without(state.reasons, ...gone))
}

function renoted(state: ClientState, reasons: readonly WaitReason[]): ClientTransition {
  return reasons === state.reasons ? stay(state) : next({ ...state, reasons })
}

/** A reason to wait went: perhaps the last. */
export function release(reason: WaitReason): ClientRule {
  return (state) => (state.reasons.includes(reason) ? retry(reason)(state) : stay(state))
}

/** A page that was too old, or a relay that was: worth one try when the world changed. */
export function retry(...gone: readonly WaitReason[]): ClientRule {
  return (state) => seek(forget(...gone)(state).state)
}

/** The network is back, or somebody looks: no reason to wait out a back-off, unless the relay itself asked for it. */
export function hurry(gone: WaitReason): ClientRule {
  return (state) => {
    if (state.reasons.includes('closed-by-relay') || !state.reasons.includes('backoff')) return release(gone)(state)
    const after = retry(gone, 'backoff')({ ...state, attempt: 0 })
    return next<ClientState, ClientEffect>(after.state, { type: 'cancel-back-off' }, ...after.effects)
  }
}

/** The back-off is over. */
export function timer(state: ClientState): ClientTransition {
  return state.reasons.includes('backoff') ? dare(forget('backoff', 'closed-by-relay')(state).state) : stay(state)
}

/** The first new token is tried at once; one that comes after another refusal waits, so that two bad ones make no storm. */
export function newToken(state: ClientState): ClientTransition {
  return state.attempt > 1 && state.reasons.every(isSlow) ? pause(state, state.attempt) : seek(state)
}
