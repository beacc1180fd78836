import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'

/** "Are you there?", from either end that has heard nothing for a while. */
export interface PingMessage {
  readonly type: 'ping'
}

export const pingCodec: MessageCodec = defineMessage<PingMessage>(29, {})
