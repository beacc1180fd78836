import { wireErrors } from '../../errors/table.js'
import type { WireErrorName } from '../../errors/codes.js'
import type { ToldError } from '../../errors/torsor.js'
import type { Access } from '../../message/opened.js'
import { next, stay } from '../machine.js'
import type { Transition } from '../machine.js'
import type { RelayEffect } from './effect.js'
import type { RelayAuthorizing, RelayCatchingUp, RelayClosed, RelayLive, RelayState } from './state.js'

export type RelayTransition = Transition<RelayState, RelayEffect>

const closed: RelayClosed = { name: 'closed' }

export function end(error: ToldError): RelayTransition {
  return next<RelayState, RelayEffect>(closed, { type: 'send-error', error }, { type: 'release' })
}

export function endWith(code: WireErrorName): () => RelayTransition {
  const { retryable, meaning } = wireErrors[code]
  return () => end({ code, retryable, message: meaning })
}

export function failed(_state: RelayState, { error }: { readonly error: ToldError }): RelayTransition {
  return end(error)
}

/** The client said something that it may not say now. */
export function violate(state: RelayState, event: { readonly type: string }): RelayTransition {
  return end({ code: 'protocol-violation', retryable: false, message: `${event.type} while ${state.name}` })
}

export function leave(): RelayTransition {
  return next<RelayState, RelayEffect>(closed, { type: 'send-closed' }, { type: 'release' })
}

export function vanish(): RelayTransition {
  return next<RelayState, RelayEffect>(closed, { type: 'release' })
}

export function open(): RelayTransition {
  return next<RelayState, RelayEffect>(
    { name: 'authorizing', authorization: 1, blocked: false },
    { type: 'authorize', authorization: 1, renewal: false },
  )
}

/** Asked with the old token, or because the time had come: the answer to the last question alone counts. */
export function authorizeAgain(renewal: boolean): (state: RelayAuthorizing | RelayCatchingUp | RelayLive) => RelayTransition {
  return (state) => {
    const authorization = state.authorization + 1
    return next<RelayState, RelayEffect>({ ...state, authorization }, { type: 'authorize', authorization, renewal })
  }
}

interface Answer {
  readonly authorization: number
}

export function granted(state: RelayAuthorizing, event: Answer & { readonly access: Access }): RelayTransition {
  const { authorization, blocked } = state
  if (event.authorization !== authorization) return stay(state)
  const after: RelayState = { name: 'catching-up', authorization, access: event.access, blocked, slicing: !blocked, behind: false }
  return blocked
    ? next<RelayState, RelayEffect>(after, { type: 'send-opened' })
    : next<RelayState, RelayEffect>(after, { type: 'send-opened' }, { type: 'send-slice' })
}

/** A session that goes on may have lost, or won, the right to write. */
export function grantedAgain(state: RelayCatchingUp | RelayLive, event: Answer & { readonly access: Access }): RelayTransition {
  if (event.authorization !== state.authorization || event.access === state.access) return stay(state)
  return next({ ...state, access: event.access })
}

export function denied(
  state: RelayAuthorizing | RelayCatchingUp | RelayLive,
  event: Answer & { readonly error: ToldError },
): RelayTransition {
  return event.authorization === state.authorization ? end(event.error) : stay(state)
}

export function block(blocked: boolean): (state: RelayAuthorizing | RelayCatchingUp) => RelayTransition {
  return (state) => (state.blocked === blocked ? stay(state) : next({ ...state, blocked }))
}

export function drained(state: RelayCatchingUp): RelayTransition {
  if (!state.blocked) return stay(state)
  if (state.slicing) return next({ ...state, blocked: false })
  const after: RelayState = { ...state, blocked: false, slicing: true, behind: false }
  return state.behind
    ? next<RelayState, RelayEffect>(after, { type: 'send-behind' }, { type: 'send-slice' })
    : next<RelayState, RelayEffect>(after, { type: 'send-slice' })
}

/** Rule 9: a cursor is kept, not a queue. */
export function fallBehind({ authorization, access }: RelayLive): RelayTransition {
  const after: RelayState = { name: 'catching-up', authorization, access, blocked: true, slicing: false, behind: true }
  return next<RelayState, RelayEffect>(after, { type: 'hold' })
}

export function sliceSent(state: RelayCatchingUp, { more }: { readonly more: boolean }): RelayTransition {
  if (!state.slicing) return stay(state)
  const { authorization, access } = state
  if (!more) return next<RelayState, RelayEffect>({ name: 'live', authorization, access }, { type: 'send-caught-up' })
  if (state.blocked) return next({ ...state, slicing: false })
  return next<RelayState, RelayEffect>(state, { type: 'send-slice' })
}

export function advanced(state: RelayLive): RelayTransition {
  return next<RelayState, RelayEffect>(state, { type: 'send-steps' })
}

/** The right to write is looked at for every packet, not once per session. */
export function push(state: RelayCatchingUp | RelayLive): RelayTransition {
  return next<RelayState, RelayEffect>(
    state,
    state.access === 'write' ? { type: 'accept-push' } : { type: 'refuse-push', code: 'forbidden' },
  )
}

/** Who may not write has nothing to declare; saying so would end a session that may go on reading. */
export function declareColumns(state: RelayCatchingUp | RelayLive): RelayTransition {
  return state.access === 'write' ? next<RelayState, RelayEffect>(state, { type: 'accept-declare' }) : stay(state)
}
