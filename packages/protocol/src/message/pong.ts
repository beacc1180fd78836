import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'

/** "I am": the answer to a ping, at once. */
export interface PongMessage {
  readonly type: 'pong'
}

export const pongCodec: MessageCodec = defineMessage<PongMessage>(30, {})
