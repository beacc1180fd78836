import * as limits from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { identity, piece, rest } from './field/bytes.js'
import type { Field } from './field/field.js'
import { range } from './field/range.js'
import type { PacketKey, Piece, Range, ReplicaId } from './types.js'

/**
 * A packet, or a piece of it: pieces come in order, and after a cut the next session goes on where `opened.partial`
 * says. The relay applies a packet only when it is whole (rule 15).
 */
export interface PushMessage {
  readonly type: 'push'
  readonly handle: number
  /** Whose packet: the index of an id that this session has named, or one that it names now, which is the next. */
  readonly own: number | ReplicaId
  /** Null: `bytes` are the whole packet. */
  readonly piece: Piece | null
  readonly range: Range
  readonly bytes: Uint8Array
}

const own: Field<number | ReplicaId> = (io, given, before) => {
  const index = io.number(typeof given === 'string' ? 0 : given, 0, limits.ownIds - 1)
  // The index 0 takes no byte: here it says that a new id follows.
  return index === 0 ? identity(io, typeof given === 'string' ? given : undefined, before) : index
}

export const pushCodec: MessageCodec = defineMessage<PushMessage>(3, {
  own: [0, own],
  piece: [null, piece(limits.packet)],
  range,
  bytes: rest(1),
})

/**
 * A packet as pushes, from `offset` on (`opened.partial.received`, or 0), each of at most `chunk` bytes. `ids` are those
 * that this session has named so far, in order: an id that is not among them is named by the first push, and added.
 */
export function* pushesOf(
  handle: number,
  ids: ReplicaId[],
  { id, from, to }: PacketKey,
  packet: Uint8Array,
  offset = 0,
  chunk: number = limits.chunk,
): Generator<PushMessage> {
  const total = packet.length
  for (let at = offset; at < total; at += chunk) {
    const bytes = packet.subarray(at, at + chunk)
    const piece = bytes.length === total ? null : { total, offset: at }
    const index = ids.indexOf(id)
    yield { type: 'push', handle, own: index < 0 ? id : index, piece, range: { from, to }, bytes }
    if (index < 0) ids.push(id)
  }
}
