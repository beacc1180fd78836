import type { CatchUpMode } from '../../message/opened.js'
import type { ToldError } from '../../errors/torsor.js'

/** What happens on this side of the socket. */
export type WorldEvent =
  /** The outbox has been read (rule 5): from now on the network may be used. */
  | { readonly type: 'start' }
  /** For good. */
  | { readonly type: 'stop' }
  /** This tab won the lock of the space, or lost it. */
  | { readonly type: 'lead' }
  | { readonly type: 'yield' }
  /** Storage can be read and written again, or cannot. */
  | { readonly type: 'storage-ready' }
  | { readonly type: 'storage-lost' }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'visible' }
  | { readonly type: 'hidden' }
  /** The back-off that `start-back-off` began is over. */
  | { readonly type: 'timer' }
  | { readonly type: 'token-changed' }
  /** There is something new to freeze and push. */
  | { readonly type: 'edited' }

/** What happens to one connection. `generation` is that of the `connect` effect which asked for it. */
export type ConnectionEvent =
  | { readonly type: 'socket-open'; readonly generation: number }
  /** `silent`: the heartbeat gave it up. `wasOpen`: it had been established. */
  | { readonly type: 'socket-closed'; readonly generation: number; readonly wasOpen: boolean; readonly silent: boolean }
  /** `limits.openDeadlineMs` went by after `connect`, or after `send-open`. */
  | { readonly type: 'deadline'; readonly generation: number }
  /** `limits.settledMs` went by after `start-settling`. */
  | { readonly type: 'settled'; readonly generation: number }
  | { readonly type: 'opened'; readonly generation: number; readonly mode: CatchUpMode }
  | { readonly type: 'slice'; readonly generation: number; readonly received: number; readonly total: number }
  | { readonly type: 'caught-up'; readonly generation: number }
  /** A `deltas`, `own-deltas` or `confirmed`. */
  | { readonly type: 'step'; readonly generation: number }
  | { readonly type: 'digest'; readonly generation: number }
  | { readonly type: 'behind'; readonly generation: number }
  | { readonly type: 'refused'; readonly generation: number }
  /** An `error` for this space or for its socket. */
  | { readonly type: 'error'; readonly generation: number; readonly error: ToldError }
  /** A `closed` that this end did not ask for. */
  | { readonly type: 'closed'; readonly generation: number }
  /** The reference and the relay's state have different digests at one place. */
  | { readonly type: 'mismatch'; readonly generation: number }
  /** A write to the reference did not find its predecessor: another tab wrote (rule 8). */
  | { readonly type: 'overtaken'; readonly generation: number }

export type ClientEvent = WorldEvent | ConnectionEvent
