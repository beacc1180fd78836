import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { time } from './field/number.js'

/** "I am": the answer to a ping, at once. */
export interface PongMessage {
  readonly type: 'pong'
  /** The ping's. */
  readonly time: number
}

export const pongCodec: MessageCodec<PongMessage> = defineMessage<PongMessage>({ type: 'pong', code: 65, fields: { time } })
