import type { ToldError } from '../../errors/torsor.js'
import type { WireErrorName } from '../../errors/codes.js'

/** What the driver is to do, in order, before it tells the next event. */
export type RelayEffect =
  /** Ask for a grant with the token last told; answer with `granted` or `denied` of this number. */
  | { readonly type: 'authorize'; readonly authorization: number; readonly renewal: boolean }
  /** Attach to the space at the client's place (after the log is read that far, rule 6) and send `opened`. */
  | { readonly type: 'send-opened' }
  /** Send `behind`, and go back to the last position sent as a step. */
  | { readonly type: 'send-behind' }
  /** Send the next slice, then tell `slice-sent`. */
  | { readonly type: 'send-slice' }
  | { readonly type: 'send-caught-up' }
  /** Send the steps from the last one sent to the head. */
  | { readonly type: 'send-steps' }
  /** Keep the last position sent and let the stream go by. */
  | { readonly type: 'hold' }
  | { readonly type: 'accept-push' }
  /** Answer the push with `refused`: nothing of it is kept. */
  | { readonly type: 'refuse-push'; readonly code: WireErrorName }
  | { readonly type: 'accept-declare' }
  | { readonly type: 'send-error'; readonly error: ToldError }
  | { readonly type: 'send-closed' }
  /** Detach from the space; nothing of this handle follows. */
  | { readonly type: 'release' }
