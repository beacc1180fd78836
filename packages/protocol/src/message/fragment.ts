import * as limits from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { piece, rest } from './field/bytes.js'
import type { Piece } from './types.js'
import { whole } from './field/number.js'

/** A piece of a message that is larger than a frame. Pieces of one stream come in order; other messages may come between. */
export interface FragmentMessage {
  readonly type: 'fragment'
  /** Free again once its message is complete. */
  readonly stream: number
  /** Of the whole message, its first byte included. */
  readonly piece: Piece
  readonly bytes: Uint8Array
}

export const fragmentCodec: MessageCodec = defineMessage<FragmentMessage>(31, {
  stream: whole(0, 255),
  piece: piece(limits.message),
  bytes: rest(1),
})
