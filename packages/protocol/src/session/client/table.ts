import { stay } from '../machine.js'
import type { Rule, Transition } from '../machine.js'
import type { ClientEffect } from './effect.js'
import type { ClientEvent } from './event.js'
import {
  also,
  behind,
  caughtUp,
  closed,
  hangUp,
  late,
  lose,
  mismatch,
  only,
  opened,
  overtaken,
  settled,
  slice,
  socketOpen,
  told,
  violate,
} from './rules.js'
import type { ClientState } from './state.js'
import { forget, hurry, leave, newToken, note, release, retry, seek, stop, timer } from './waiting.js'
import type { ClientRule } from './waiting.js'

const names = ['idle', 'waiting', 'connecting', 'opening', 'catching-up', 'live', 'needs-auth', 'incompatible', 'closed'] as const

/** One rule for each state, in the order of `names`. */
type Row<E, N extends readonly string[]> = {
  readonly [I in keyof N]: Rule<Extract<ClientState, { readonly name: N[I] }>, E, ClientState, ClientEffect>
}

/** One row for each event: a pair without a rule does not compile. */
type Table = { readonly [T in ClientEvent['type']]: Row<Extract<ClientEvent, { readonly type: T }>, typeof names> }

const lead = forget('not-leader')
const noLead = note('not-leader')
const disk = forget('storage')
const noDisk = note('storage')
const online = forget('offline')
const offline = note('offline')
const visible = forget('hidden')
const hidden = note('hidden')
/** The world changed around a connection that is up: is it still there? */
const doubts = (rule: ClientRule): ClientRule => also(rule, { type: 'probe' })
/** The app's way to a token may have been cut too. */
const asks = (rule: ClientRule): ClientRule => also(rule, { type: 'request-token' })
const on = doubts(online)
const off = doubts(offline)
const seen = doubts(visible)
const gone = leave('not-leader')
const lost = leave('storage')
const unreached = late('relay-unreachable')
const silent = late('relay-silent')
const renew = only({ type: 'send-renew' })
const edited = only({ type: 'push-pending', freeze: true })
const step = only({ type: 'apply-step' })
const digest = only({ type: 'verify-digest' })
const refused = only({ type: 'take-refusal' })

/*
 * Without a connection nothing that one says counts: what is late is of an old one. While connecting there is no socket to
 * doubt yet, and the token is read when `open` is sent.
 */
// oxfmt-ignore
const table: Table = {
  //                idle     waiting                connecting  opening    catching-up live       needs-auth     incompatible      closed
  start:           [seek,    stay,                  stay,       stay,      stay,       stay,      stay,          stay,             stay],
  stop:            [stop,    stop,                  hangUp,     hangUp,    hangUp,     hangUp,    stop,          stop,             stay],
  lead:            [lead,    release('not-leader'), stay,       stay,      stay,       stay,      lead,          lead,             stay],
  yield:           [noLead,  noLead,                gone,       gone,      gone,       gone,      noLead,        noLead,           stay],
  'storage-ready': [disk,    release('storage'),    stay,       stay,      stay,       stay,      disk,          disk,             stay],
  'storage-lost':  [noDisk,  noDisk,                lost,       lost,      lost,       lost,      noDisk,        noDisk,           stay],
  online:          [online,  hurry('offline'),      online,     on,        on,         on,        asks(online),  retry('offline'), stay],
  offline:         [offline, offline,               offline,    off,       off,        off,       offline,       offline,          stay],
  visible:         [visible, hurry('hidden'),       visible,    seen,      seen,       seen,      asks(visible), retry('hidden'),  stay],
  hidden:          [hidden,  hidden,                hidden,     hidden,    hidden,     hidden,    hidden,        hidden,           stay],
  timer:           [stay,    timer,                 stay,       stay,      stay,       stay,      stay,          stay,             stay],
  'token-changed': [stay,    stay,                  stay,       renew,     renew,      renew,     newToken,      stay,             stay],
  edited:          [stay,    stay,                  stay,       stay,      stay,       edited,    stay,          stay,             stay],

  'socket-open':   [stay,    stay,                  socketOpen, stay,      stay,       stay,      stay,          stay,             stay],
  'socket-closed': [stay,    stay,                  lose,       lose,      lose,       lose,      stay,          stay,             stay],
  deadline:        [stay,    stay,                  unreached,  silent,    stay,       stay,      stay,          stay,             stay],
  settled:         [stay,    stay,                  stay,       stay,      stay,       settled,   stay,          stay,             stay],
  opened:          [stay,    stay,                  violate,    opened,    violate,    violate,   stay,          stay,             stay],
  slice:           [stay,    stay,                  violate,    violate,   slice,      violate,   stay,          stay,             stay],
  'caught-up':     [stay,    stay,                  violate,    violate,   caughtUp,   violate,   stay,          stay,             stay],
  step:            [stay,    stay,                  violate,    violate,   violate,    step,      stay,          stay,             stay],
  digest:          [stay,    stay,                  violate,    violate,   violate,    digest,    stay,          stay,             stay],
  behind:          [stay,    stay,                  violate,    violate,   violate,    behind,    stay,          stay,             stay],
  refused:         [stay,    stay,                  violate,    violate,   refused,    refused,   stay,          stay,             stay],
  error:           [stay,    stay,                  told,       told,      told,       told,      stay,          stay,             stay],
  closed:          [stay,    stay,                  closed,     closed,    closed,     closed,    stay,          stay,             stay],
  mismatch:        [stay,    stay,                  mismatch,   mismatch,  mismatch,   mismatch,  stay,          stay,             stay],
  overtaken:       [stay,    stay,                  overtaken,  overtaken, overtaken,  overtaken, stay,          stay,             stay],
}

export function transition(state: ClientState, event: ClientEvent): Transition<ClientState, ClientEffect> {
  if ('generation' in event && event.generation !== state.generation) return stay(state)
  // The table pairs every rule with its own state and event: the types cannot follow the two look-ups at once.
  const rule = table[event.type][names.indexOf(state.name)] as unknown as Rule<ClientState, ClientEvent, ClientState, ClientEffect>
  return rule(state, event)
}
