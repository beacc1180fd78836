import * as limits from '../limits.js'
import { defineMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { identity, piece, rest } from '../message/field/bytes.js'
import { flag, position } from '../message/field/number.js'
import { range } from '../message/field/range.js'
import { text } from '../message/field/text.js'
import type { Piece, Range, ReplicaId } from '../message/types.js'

/** An entry of the log, or a piece of it, as it was appended: nothing is folded for a relay (rule 10). */
export interface EntryMessage {
  readonly type: 'entry'
  readonly handle: number
  /** A range that was refused for good (rule 12): it has no bytes. */
  readonly void: boolean
  /** Null: `bytes` are the whole packet. */
  readonly piece: Piece | null
  readonly position: number
  readonly id: ReplicaId
  readonly range: Range
  /** Whose the id is. */
  readonly principal: string
  readonly bytes: Uint8Array
}

export const entryCodec: MessageCodec = defineMessage<EntryMessage>(22, {
  void: flag,
  piece: [null, piece(limits.packet)],
  position,
  id: identity,
  range,
  principal: text(limits.principal, 1),
  bytes: (io, given, before) => {
    const bytes = rest()(io, given, before)
    // A packet has bytes, and a void has none.
    io.bound(bytes.length, before['void'] === true ? 0 : 1, before['void'] === true ? 0 : limits.packet)
    return bytes
  },
})
