import { limits } from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { rest } from './field/bytes.js'
import { position, whole } from './field/number.js'

/** A piece of a message that is larger than a frame. Pieces of one stream come in order; other messages may come between. */
export interface FragmentMessage {
  readonly type: 'fragment'
  /** Free again once its message is complete. */
  readonly stream: number
  /** Bytes of the whole message, its type byte included. */
  readonly total: number
  readonly offset: number
  readonly bytes: Uint8Array
}

export const fragmentCodec: MessageCodec<FragmentMessage> = defineMessage<FragmentMessage>({
  type: 'fragment',
  code: 66,
  fields: { stream: whole(0, 255), total: whole(1, limits.message, 'too-large'), offset: position, bytes: rest(limits.frame, 1) },
  wrong: ({ total, offset, bytes }) => (offset + bytes.length > total ? `bytes ${offset} to ${offset + bytes.length} of ${total}` : null),
})
