import { appErrorOf } from '../../errors/codes.js'
import type { ToldError } from '../../errors/torsor.js'
import type { CatchUpMode } from '../../message/opened.js'
import { next, stay } from '../machine.js'
import { longestAttempt } from './backoff.js'
import type { ClientEffect } from './effect.js'
import { become, withReason } from './state.js'
import type { ClientCatchingUp, ClientState, ConnectionEnd } from './state.js'
import { fail } from './waiting.js'
import type { ClientRule, ClientTransition } from './waiting.js'

/** The rules of a connection: the way of a session that goes well, and its ways to end. */

const disconnect: ClientEffect = { type: 'disconnect', told: false }

/** What `rule` makes of the state, and this effect alone. */
export function also(rule: ClientRule, effect: ClientEffect): ClientRule {
  return (state) => next(rule(state).state, effect)
}

/** An effect and nothing else. */
export function only(effect: ClientEffect): ClientRule {
  return also(stay, effect)
}

export function socketOpen(state: ClientState): ClientTransition {
  return next(become('opening', state, {}), { type: 'send-open', whole: state.whole })
}

function catchUp(state: ClientState, mode: CatchUpMode, ...effects: readonly ClientEffect[]): ClientTransition {
  return next<ClientState, ClientEffect>(
    become('catching-up', state, { mode, received: 0, total: null }),
    { type: 'stage-begin', mode },
    ...effects,
  )
}

/** What was frozen before goes up at once: other devices need not wait until this one has caught up. */
export function opened(state: ClientState, { mode }: { readonly mode: CatchUpMode }): ClientTransition {
  return catchUp(state, mode, { type: 'push-pending', freeze: false })
}

/** Slices follow, on top of where the stream stands (rule 9). */
export function behind(state: ClientState): ClientTransition {
  return catchUp(state, 'since')
}

export function slice(
  state: ClientCatchingUp,
  { received, total }: { readonly received: number; readonly total: number },
): ClientTransition {
  return next({ ...state, received, total }, { type: 'stage-slice' })
}

export function caughtUp(state: ClientState): ClientTransition {
  return next<ClientState, ClientEffect>(
    become('live', state, { whole: false }),
    { type: 'adopt' },
    { type: 'push-pending', freeze: true },
    { type: 'start-settling' },
  )
}

/** The connection made progress: what comes after is a new failure, not one more. */
export function settled(state: ClientState): ClientTransition {
  return state.attempt === 0 ? stay(state) : next({ ...state, attempt: 0 })
}

export function hangUp(state: ClientState): ClientTransition {
  return next(become('closed', state, {}), disconnect)
}

export function lose(state: ClientState, { wasOpen, silent }: { readonly wasOpen: boolean; readonly silent: boolean }): ClientTransition {
  return fail(state, { ended: silent ? 'relay-silent' : wasOpen ? 'network' : 'relay-unreachable' })
}

export function late(ended: ConnectionEnd): ClientRule {
  return (state) => fail(state, { ended }, disconnect)
}

/** The relay said something that it may not say now. */
export function violate(state: ClientState, { type }: { readonly type: string }): ClientTransition {
  const error: ToldError = { code: 'protocol-violation', retryable: false, message: `${type} while ${state.name}` }
  return fail(state, {}, disconnect, { type: 'report', error })
}

/** The next session loads the reference anew (rule 14). What is staged stands on the wrong one. */
export function mismatch(state: ClientState): ClientTransition {
  return fail(state, { whole: true }, disconnect, { type: 'stage-discard' }, { type: 'report-mismatch' })
}

export function overtaken(state: ClientState): ClientTransition {
  return fail(state, {}, disconnect, { type: 'stage-discard' })
}

/** The relay ended the session, and said why. */
export function told(state: ClientState, { error }: { readonly error: ToldError }): ClientTransition {
  const report: ClientEffect = { type: 'report', error }
  const held = (name: 'needs-auth' | 'incompatible', ...effects: readonly ClientEffect[]): ClientTransition =>
    next<ClientState, ClientEffect>(
      become(name, state, { attempt: state.attempt + 1, ended: null, error }),
      { type: 'disconnect', told: true },
      report,
      ...effects,
    )
  switch (appErrorOf(error.code)) {
    case 'needs-auth':
      return held('needs-auth', { type: 'request-token' })
    case 'protocol-incompatible':
    case 'column-collision':
      return held('incompatible')
    default:
      return dismissed(state, error.retryable, report)
  }
}

/** `closed`, unasked and unexplained. */
export function closed(state: ClientState): ClientTransition {
  return dismissed(state, true)
}

function dismissed(state: ClientState, retryable: boolean, ...effects: readonly ClientEffect[]): ClientTransition {
  const reasons = withReason(state.reasons, 'closed-by-relay')
  // Nothing will be different in half a second: what is not retryable is tried rarely, for a relay that gets mended.
  const attempt = Math.max(state.attempt + 1, retryable ? 0 : longestAttempt)
  return fail(state, { reasons, attempt, ended: 'relay-unreachable' }, { type: 'disconnect', told: true }, ...effects)
}
