import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'

/** The client leaves a space; the socket stays for the others. */
export interface CloseMessage {
  readonly type: 'close'
  readonly handle: number
}

export const closeCodec: MessageCodec = defineMessage<CloseMessage>(5, {})
