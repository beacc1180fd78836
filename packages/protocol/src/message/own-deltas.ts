import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { bytes } from './field/bytes.js'
import { own, span } from './field/number.js'
import { range } from './field/range.js'
import type { OwnRange } from './types.js'

/**
 * A step made by a packet of one of the client's own ids that this connection did not push as it was applied: it came
 * another way, or the relay held a part of it and applied the difference. The data goes into the reference and the range
 * leaves the accumulator in one step (rule 8).
 */
export interface OwnDeltasMessage extends OwnRange {
  readonly type: 'own-deltas'
  readonly handle: number
  readonly span: number
  /** Core's `encodeDelta`: what the relay applied. */
  readonly bytes: Uint8Array
}

export const ownDeltasCodec: MessageCodec = defineMessage<OwnDeltasMessage>(12, {
  span,
  own,
  range,
  bytes,
})
