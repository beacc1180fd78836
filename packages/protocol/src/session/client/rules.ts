import { wireErrors } from '../../errors/codes.js'
import type { ToldError } from '../../errors/torsor.js'
import { next, stay } from '../machine.js'
import type { Transition } from '../machine.js'
import { longestAttempt } from './backoff.js'
import type { ClientEffect, DisconnectReason } from './effect.js'
import { remember, without, withReason } from './state.js'
import type { ClientMemory, ClientState, ConnectionEnd, WaitReason } from './state.js'

export type ClientTransition = Transition<ClientState, ClientEffect>

const slowing: readonly WaitReason[] = ['hidden', 'offline']

/** Nothing but `hidden` and `offline` is in the way. */
function free(reasons: readonly WaitReason[]): boolean {
  return reasons.every((reason) => slowing.includes(reason))
}

export function connect(memory: ClientMemory): ClientTransition {
  const generation = memory.generation + 1
  return next({ name: 'connecting', ...remember(memory, { generation }) }, { type: 'connect', generation })
}

/** Connects when nothing is in the way. A device that says it is offline is not believed for ever. */
export function seek(memory: ClientMemory): ClientTransition {
  if (!free(memory.reasons)) return next({ name: 'waiting', ...remember(memory) })
  return memory.reasons.includes('offline') ? pause(memory, longestAttempt) : connect(memory)
}

export function pause(memory: ClientMemory, attempt: number): ClientTransition {
  const reasons = withReason(memory.reasons, 'backoff')
  return next({ name: 'waiting', ...remember(memory, { reasons }) }, { type: 'start-back-off', attempt })
}

/** A connection came to nothing: try again later, and later each time. */
export function fail(memory: ClientMemory, changes: Partial<ClientMemory>, ...effects: readonly ClientEffect[]): ClientTransition {
  const failed = remember(memory, { attempt: memory.attempt + 1, ended: null, ...changes })
  const slow = failed.reasons.some((reason) => slowing.includes(reason))
  const { state, effects: last } = pause(failed, slow ? longestAttempt : Math.min(failed.attempt, longestAttempt))
  return next(state, ...effects, ...last)
}

export function disconnect({ generation }: ClientMemory, reason: DisconnectReason): ClientEffect {
  return { type: 'disconnect', generation, reason }
}

/** In a state without a connection that a reason cannot move. */
export function note(reason: WaitReason): (state: ClientState) => ClientTransition {
  return (state) => renoted(state, withReason(state.reasons, reason))
}

export function forget(reason: WaitReason): (state: ClientState) => ClientTransition {
  return (state) => renoted(state, without(state.reasons, reason))
}

function renoted(state: ClientState, reasons: readonly WaitReason[]): ClientTransition {
  return reasons === state.reasons ? stay(state) : next({ ...state, reasons })
}

/** A reason to wait went: perhaps the last. */
export function release(...gone: readonly WaitReason[]): (state: ClientState) => ClientTransition {
  return (state) => {
    const reasons = without(state.reasons, ...gone)
    return reasons === state.reasons ? stay(state) : seek(remember(state, { reasons }))
  }
}

/** The back-off is over: try, whatever `offline` says. */
export function timerWaiting(state: ClientState): ClientTransition {
  if (!state.reasons.includes('backoff')) return stay(state)
  const memory = remember(state, { reasons: without(state.reasons, 'backoff', 'closed-by-relay') })
  return free(memory.reasons) ? connect(memory) : next({ name: 'waiting', ...memory })
}

/** The network is back, or somebody looks: no reason to wait out a back-off, unless the relay itself asked for it. */
export function hurry(gone: 'hidden' | 'offline'): (state: ClientState) => ClientTransition {
  return (state) => {
    if (state.reasons.includes('closed-by-relay') || !state.reasons.includes('backoff')) return release(gone)(state)
    const { state: after, effects } = seek(remember(state, { attempt: 0, reasons: without(state.reasons, gone, 'backoff') }))
    return next<ClientState, ClientEffect>(after, { type: 'cancel-back-off' }, ...effects)
  }
}

/** The world changed around a connection that is up: the reason goes (or comes), and the socket is doubted. */
export function doubt(change: (state: ClientState) => ClientTransition): (state: ClientState) => ClientTransition {
  return (state) => next(change(state).state, { type: 'probe', generation: state.generation })
}

/** Lets go of the connection, and waits for the reason to go. */
export function leave(reason: WaitReason, why: DisconnectReason): (state: ClientState) => ClientTransition {
  return (state) => {
    const memory = remember(state, { reasons: withReason(state.reasons, reason), ended: null })
    return next({ name: 'waiting', ...memory }, disconnect(state, why))
  }
}

export function lose(state: ClientState, event: { readonly wasOpen: boolean; readonly silent: boolean }): ClientTransition {
  const ended: ConnectionEnd = event.silent ? 'relay-silent' : event.wasOpen ? 'network' : 'relay-unreachable'
  return fail(state, { ended })
}

/** The relay said something that it may not say now. */
export function violate(state: ClientState, event: { readonly type: string }): ClientTransition {
  const message = `${event.type} while ${state.name}`
  const error: ToldError = { code: 'protocol-violation', retryable: false, message }
  return fail(state, {}, disconnect(state, 'violation'), { type: 'report', error })
}

/** The relay ended the session, and said why. */
export function told(state: ClientState, { error }: { readonly error: ToldError }): ClientTransition {
  const ending: readonly ClientEffect[] = [disconnect(state, 'told'), { type: 'report', error }]
  const memory = remember(state, { attempt: state.attempt + 1, ended: null })
  switch (wireErrors[error.code].torsor) {
    case 'needs-auth':
      return next({ name: 'needs-auth', ...memory, error }, ...ending, { type: 'request-token' })
    case 'protocol-incompatible':
    case 'column-collision':
      return next({ name: 'incompatible', ...memory, error }, ...ending)
    default:
      return toldToWait(state, error.retryable, ending)
  }
}

/** `closed`, unasked and unexplained. */
export function dismissed(state: ClientState): ClientTransition {
  return toldToWait(state, true, [disconnect(state, 'told')])
}

function toldToWait(state: ClientState, retryable: boolean, effects: readonly ClientEffect[]): ClientTransition {
  const reasons = withReason(state.reasons, 'closed-by-relay')
  // Nothing will be different in half a second: what is not retryable is tried rarely, for a relay that gets mended.
  const attempt = retryable ? state.attempt + 1 : Math.max(state.attempt + 1, longestAttempt)
  return fail(state, { reasons, attempt, ended: 'relay-unreachable' }, ...effects)
}
