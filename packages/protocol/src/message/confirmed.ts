import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { own, span } from './field/number.js'
import { range } from './field/range.js'
import type { OwnRange } from './types.js'

/**
 * A step made by a packet that this connection pushed, in its place of the stream and without data: the client has it.
 * Durable at the relay (rule 5).
 */
export interface ConfirmedMessage extends OwnRange {
  readonly type: 'confirmed'
  readonly handle: number
  readonly span: number
}

export const confirmedCodec: MessageCodec = defineMessage<ConfirmedMessage>(13, { span, own, range })
