import type { ToldError } from '../../errors/torsor.js'
import type { Access } from '../../message/opened.js'

export type RelayEvent =
  | { readonly type: 'open' }
  | { readonly type: 'declare' }
  | { readonly type: 'push' }
  | { readonly type: 'renew' }
  | { readonly type: 'close' }
  /** The answer to the `authorize` effect of the same number. */
  | { readonly type: 'granted'; readonly authorization: number; readonly access: Access }
  | { readonly type: 'denied'; readonly authorization: number; readonly error: ToldError }
  /** Time to ask again whether this session may go on. */
  | { readonly type: 'renewal-due' }
  /** The state of the space has moved on: there are steps to send. */
  | { readonly type: 'advanced' }
  /** The slice asked for is on the socket; without `more`, the walk has reached the head. */
  | { readonly type: 'slice-sent'; readonly more: boolean }
  /** More waits in the socket than it should, or little enough again. */
  | { readonly type: 'blocked' }
  | { readonly type: 'drained' }
  /** Not opened, or not authorized, in `limits.openDeadlineMs`. */
  | { readonly type: 'timeout' }
  /** This relay cannot go on with the space. */
  | { readonly type: 'failed'; readonly error: ToldError }
  | { readonly type: 'shutdown' }
  | { readonly type: 'socket-closed' }
