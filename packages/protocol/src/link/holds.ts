import { defineMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { position } from '../message/field/number.js'

/** The follower durably has the log up to here, and takes more. */
export interface HoldsMessage {
  readonly type: 'holds'
  readonly handle: number
  /** Under the nonce of `following`. */
  readonly position: number
}

export const holdsCodec: MessageCodec = defineMessage<HoldsMessage>(7, { position })
