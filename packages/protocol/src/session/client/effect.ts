import type { CatchUpMode } from '../../message/opened.js'
import type { ToldError } from '../../errors/torsor.js'

/** What the driver is to do, in order, before it tells the next event. What is about a connection is about that of the state's generation. */
export type ClientEffect =
  /** Reach the socket to the relay (open it, or join the one that other spaces use), then tell `socket-open`. Arm the deadline. */
  | { readonly type: 'connect' }
  /** Leave the socket; close it when no space uses it. `told`: the relay ended the space itself, so it needs no `close`. */
  | { readonly type: 'disconnect'; readonly told: boolean }
  /** Send `open`. `whole`: without a place, and with staged cells only if they are themselves of a whole loading. Arm the deadline. */
  | { readonly type: 'send-open'; readonly whole: boolean }
  | { readonly type: 'send-renew' }
  /** Tell `timer` after `backoffDelay(attempt, random)`. */
  | { readonly type: 'start-back-off'; readonly attempt: number }
  | { readonly type: 'cancel-back-off' }
  /** Tell `settled` after `limits.settledMs`. */
  | { readonly type: 'start-settling' }
  /** Begin staging; under `staged`, go on with what is staged. */
  | { readonly type: 'stage-begin'; readonly mode: CatchUpMode }
  | { readonly type: 'stage-slice' }
  | { readonly type: 'stage-discard' }
  /** All that is staged, and the `caught-up` just told, in one transaction; then compare digests, and tell `mismatch` or `overtaken`. */
  | { readonly type: 'adopt' }
  /** Apply the step just told to the reference, if that stands at its `prev`; else tell `overtaken`. */
  | { readonly type: 'apply-step' }
  | { readonly type: 'verify-digest' }
  /** Park the packet that was refused, or keep it for later when that is retryable. */
  | { readonly type: 'take-refusal' }
  /** Push what the relay has not covered; `freeze`: freeze the open batches first (rule 4). */
  | { readonly type: 'push-pending'; readonly freeze: boolean }
  /** Ask the app for a token, then tell `token-changed`. */
  | { readonly type: 'request-token' }
  /** Ping now, with little patience: there is a reason to doubt the socket. */
  | { readonly type: 'probe' }
  | { readonly type: 'report'; readonly error: ToldError }
  | { readonly type: 'report-mismatch' }
