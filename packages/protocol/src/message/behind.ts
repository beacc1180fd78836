import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { handle, position } from './field/number.js'

/**
 * The client did not drain its socket, so the relay kept a cursor instead of a queue (rule 9): slices of what changed
 * since `position` follow, staged anew, and end in `caught-up`.
 */
export interface BehindMessage {
  readonly type: 'behind'
  readonly handle: number
  /** The last position sent as a step: where the reference stands once those before are applied. */
  readonly position: number
}

export const behindCodec: MessageCodec<BehindMessage> = defineMessage<BehindMessage>({
  type: 'behind',
  code: 38,
  fields: { handle, position },
})
