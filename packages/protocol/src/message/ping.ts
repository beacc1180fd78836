import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { time } from './field/number.js'

/** "Are you there?", from either end that has heard nothing for a while. */
export interface PingMessage {
  readonly type: 'ping'
  /** Of the asker's own clock, in ms. */
  readonly time: number
}

export const pingCodec: MessageCodec<PingMessage> = defineMessage<PingMessage>({ type: 'ping', code: 64, fields: { time } })
