import { next, stay } from '../machine.js'
import type { Transition } from '../machine.js'
import { longestAttempt } from './backoff.js'
import type { ClientEffect } from './effect.js'
import { remember, without, withReason } from './state.js'
import type { ClientMemory, ClientState, WaitReason } from './state.js'

/** The rules of the states without a connection: what holds a session back, and what lets it go. */

export type ClientTransition = Transition<ClientState, ClientEffect>
export type ClientRule = (state: ClientState) => ClientTransition

/** `offline` and `hidden` do not hold it, they slow it down. */
const isSlow: (reason: WaitReason) => boolean = (reason) => reason === 'hidden' || reason === 'offline'

function wait(memory: ClientMemory, ...effects: readonly ClientEffect[]): ClientTransition {
  return next({ name: 'waiting', ...remember(memory) }, ...effects)
}

function connect(memory: ClientMemory): ClientTransition {
  return next({ name: 'connecting', ...remember(memory, { generation: memory.generation + 1 }) }, { type: 'connect' })
}

/** Connects when nothing is in the way. A device that says it is offline is not believed for ever. */
export function seek(memory: ClientMemory): ClientTransition {
  const { reasons } = memory
  if (!reasons.every(isSlow)) return wait(memory)
  return reasons.includes('offline') ? pause(memory, longestAttempt) : connect(memory)
}

function pause(memory: ClientMemory, attempt: number, ...effects: readonly ClientEffect[]): ClientTransition {
  const waiting = remember(memory, { reasons: withReason(memory.reasons, 'backoff') })
  return wait(waiting, ...effects, { type: 'start-back-off', attempt })
}

/** A connection came to nothing: try again later, and later each time. */
export function fail(state: ClientState, changes: Partial<ClientMemory>, ...effects: readonly ClientEffect[]): ClientTransition {
  const failed = remember(state, { attempt: state.attempt + 1, ended: null, ...changes })
  return pause(failed, failed.reasons.some(isSlow) ? longestAttempt : Math.min(failed.attempt, longestAttempt), ...effects)
}

/** Lets go of the connection, and waits for the reason to go. */
export function leave(reason: WaitReason): ClientRule {
  return (state) => wait(remember(state, { reasons: withReason(state.reasons, reason), ended: null }), { type: 'disconnect', told: false })
}

export function stop(state: ClientState): ClientTransition {
  const effects: readonly ClientEffect[] = state.reasons.includes('backoff') ? [{ type: 'cancel-back-off' }] : []
  return next({ name: 'closed', ...remember(state) }, ...effects)
}

/** A reason that does not move the state comes, or goes. */
export function note(reason: WaitReason): ClientRule {
  return (state) => renoted(state, withReason(state.reasons, reason))
}

export function forget(reason: WaitReason): ClientRule {
  return (state) => renoted(state, without(state.reasons, reason))
}

function renoted(state: ClientState, reasons: readonly WaitReason[]): ClientTransition {
  return reasons === state.reasons ? stay(state) : next({ ...state, reasons })
}

/** A reason to wait went: perhaps the last. */
export function release(reason: WaitReason): ClientRule {
  return (state) => (state.reasons.includes(reason) ? retry(reason)(state) : stay(state))
}

/** A page that was too old, or a relay that was: worth one try when the world changed. */
export function retry(gone: WaitReason): ClientRule {
  return (state) => seek(remember(state, { reasons: without(state.reasons, gone) }))
}

/** The network is back, or somebody looks: no reason to wait out a back-off, unless the relay itself asked for it. */
export function hurry(gone: WaitReason): ClientRule {
  return (state) => {
    if (state.reasons.includes('closed-by-relay') || !state.reasons.includes('backoff')) return release(gone)(state)
    const after = seek(remember(state, { attempt: 0, reasons: without(state.reasons, gone, 'backoff') }))
    return next<ClientState, ClientEffect>(after.state, { type: 'cancel-back-off' }, ...after.effects)
  }
}

/** The back-off is over: try, whatever `offline` says. */
export function timer(state: ClientState): ClientTransition {
  if (!state.reasons.includes('backoff')) return stay(state)
  const memory = remember(state, { reasons: without(state.reasons, 'backoff', 'closed-by-relay') })
  return memory.reasons.every(isSlow) ? connect(memory) : wait(memory)
}

/** The first new token is tried at once; one that comes after another refusal waits, so that two bad ones make no storm. */
export function newToken(state: ClientState): ClientTransition {
  return state.attempt <= 1 || !state.reasons.every(isSlow) ? seek(state) : pause(state, state.attempt)
}
