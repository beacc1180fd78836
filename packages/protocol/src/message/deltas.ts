import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { bytes } from './field/bytes.js'
import { span } from './field/number.js'

/**
 * A step of the stream, in edits of others: valid on a reference where the last step (or `caught-up`) led, and leads
 * `span` positions further (rule 8). The same bytes for every subscriber, but for the handle.
 */
export interface DeltasMessage {
  readonly type: 'deltas'
  readonly handle: number
  /** More than 1 where entries of the log between have no effect. */
  readonly span: number
  /** Core's `encodeDelta`. */
  readonly bytes: Uint8Array
}

export const deltasCodec: MessageCodec = defineMessage<DeltasMessage>(11, { span, bytes })
