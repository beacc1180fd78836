import * as limits from '../limits.js'
import { defineMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { piece, rest } from '../message/field/bytes.js'
import type { Piece } from '../message/types.js'

/**
 * After `following`, where the log is no longer kept from the follower's place on: which batches the entries had that are
 * gone. A follower that lacks one of them cannot get it here, and must not go on as if it had it.
 */
export interface TrimmedMessage {
  readonly type: 'trimmed'
  readonly handle: number
  /** Null: `bytes` are all of it. */
  readonly piece: Piece | null
  /** Core's `VersionVector.encode`. */
  readonly bytes: Uint8Array
}

export const trimmedCodec: MessageCodec = defineMessage<TrimmedMessage>(20, { piece: [null, piece(limits.packet)], bytes: rest(1) })
