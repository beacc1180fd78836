import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'

/** The answer to `close`: nothing of this handle follows. */
export interface ClosedMessage {
  readonly type: 'closed'
  readonly handle: number
}

export const closedCodec: MessageCodec = defineMessage<ClosedMessage>(18, {})
