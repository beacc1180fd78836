import { stay } from '../machine.js'
import type { TransitionTable } from '../machine.js'
import type { ClientEffect } from './effect.js'
import type { ClientEvent, ConnectionEvent, WorldEvent } from './event.js'
import { dismissed, doubt, forget, hurry, leave, lose, note, release, seek, timerWaiting, told, violate } from './rules.js'
import type { ClientTransition } from './rules.js'
import {
  askAgain,
  behind,
  caughtUp,
  mismatch,
  newToken,
  only,
  opened,
  overtaken,
  renew,
  retry,
  settled,
  slice,
  socketOpen,
  stopConnected,
  stopIdle,
  stopWaiting,
  unanswered,
  unreachable,
} from './steps.js'
import type { ClientState } from './state.js'

type Row<E extends { readonly type: string }> = {
  readonly [T in E['type']]: (state: ClientState, event: Extract<E, { readonly type: T }>) => ClientTransition
}

/** Without a connection nothing that one says counts: what is late is of an old one. */
const deaf: Row<ConnectionEvent> = {
  'socket-open': stay,
  'socket-closed': stay,
  deadline: stay,
  settled: stay,
  opened: stay,
  slice: stay,
  'caught-up': stay,
  step: stay,
  digest: stay,
  behind: stay,
  refused: stay,
  error: stay,
  closed: stay,
  mismatch: stay,
  overtaken: stay,
}

/** Reasons come and go without moving the state. */
const noting: Row<WorldEvent> = {
  start: stay,
  stop: stopIdle,
  lead: forget('not-leader'),
  yield: note('not-leader'),
  'storage-ready': forget('storage'),
  'storage-lost': note('storage'),
  online: forget('offline'),
  offline: note('offline'),
  visible: forget('hidden'),
  hidden: note('hidden'),
  timer: stay,
  'token-changed': stay,
  edited: stay,
}

/** While a connection is up, or on its way. */
const connected: Row<WorldEvent> = {
  start: stay,
  stop: stopConnected,
  lead: stay,
  yield: leave('not-leader', 'yielded'),
  'storage-ready': stay,
  'storage-lost': leave('storage', 'storage'),
  online: doubt(forget('offline')),
  offline: doubt(note('offline')),
  visible: doubt(forget('hidden')),
  hidden: note('hidden'),
  timer: stay,
  'token-changed': renew,
  edited: stay,
}

/** What ends a connection in any state that has one, and what may not be said until a later state. */
const failing: Row<ConnectionEvent> = {
  'socket-open': stay,
  'socket-closed': lose,
  deadline: stay,
  settled: stay,
  opened: violate,
  slice: violate,
  'caught-up': violate,
  step: violate,
  digest: violate,
  behind: violate,
  refused: violate,
  error: told,
  closed: dismissed,
  mismatch,
  overtaken,
}

export const clientTable: TransitionTable<ClientState, ClientEvent, ClientEffect> = {
  idle: { ...noting, ...deaf, start: seek },
  waiting: {
    ...noting,
    ...deaf,
    stop: stopWaiting,
    lead: release('not-leader'),
    'storage-ready': release('storage'),
    online: hurry('offline'),
    visible: hurry('hidden'),
    timer: timerWaiting,
  },
  connecting: {
    ...connected,
    ...failing,
    // No socket to doubt yet, and the token is read when `open` is sent.
    online: forget('offline'),
    offline: note('offline'),
    visible: forget('hidden'),
    'token-changed': stay,
    'socket-open': socketOpen,
    deadline: unreachable,
  },
  opening: { ...connected, ...failing, deadline: unanswered, opened },
  'catching-up': {
    ...connected,
    ...failing,
    slice,
    'caught-up': caughtUp,
    refused: only({ type: 'take-refusal' }),
  },
  live: {
    ...connected,
    ...failing,
    edited: only({ type: 'push-pending', freeze: true }),
    settled,
    step: only({ type: 'apply-step' }),
    digest: only({ type: 'verify-digest' }),
    behind,
    refused: only({ type: 'take-refusal' }),
  },
  'needs-auth': {
    ...noting,
    ...deaf,
    online: askAgain(forget('offline')),
    visible: askAgain(forget('hidden')),
    'token-changed': newToken,
  },
  incompatible: { ...noting, ...deaf, online: retry('offline'), visible: retry('hidden') },
  closed: {
    ...deaf,
    start: stay,
    stop: stay,
    lead: stay,
    yield: stay,
    'storage-ready': stay,
    'storage-lost': stay,
    online: stay,
    offline: stay,
    visible: stay,
    hidden: stay,
    timer: stay,
    'token-changed': stay,
    edited: stay,
  },
}
