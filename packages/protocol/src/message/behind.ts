import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'

/**
 * The client did not drain its socket, so the relay kept a cursor instead of a queue (rule 9): slices of what changed
 * since the last step follow, staged anew, and end in `caught-up`.
 */
export interface BehindMessage {
  readonly type: 'behind'
  readonly handle: number
}

export const behindCodec: MessageCodec = defineMessage<BehindMessage>(14, {})
