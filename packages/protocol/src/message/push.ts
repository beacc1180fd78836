import { limits } from '../limits.js'
import { defineWire } from './define.js'
import type { MessageCodec } from './define.js'
import { rest } from './field/bytes.js'
import { handle, position, whole } from './field/number.js'
import { rangeFields, rangeFromWire, rangeToWire, rangeWrong } from './range.js'
import type { RangeWire } from './range.js'
import type { PacketKey } from './types.js'

/**
 * A packet, or a piece of it: pieces come in order, and after a cut the next session goes on where `opened.partial`
 * says. The relay applies a packet only when it is whole (rule 15).
 */
export interface PushMessage extends PacketKey {
  readonly type: 'push'
  readonly handle: number
  /** Bytes of the whole packet. */
  readonly total: number
  /** Where in it `bytes` belong. */
  readonly offset: number
  readonly bytes: Uint8Array
}

interface PushWire extends RangeWire {
  readonly handle: number
  readonly total: number
  readonly offset: number
  readonly bytes: Uint8Array
}

export const pushCodec: MessageCodec<PushMessage> = defineWire<PushMessage, PushWire>({
  type: 'push',
  code: 3,
  fields: {
    handle,
    ...rangeFields,
    total: whole(1, limits.packet, 'too-large'),
    offset: position,
    bytes: rest(limits.packet, 1),
  },
  toWire: (push) => ({ handle: push.handle, ...rangeToWire(push), total: push.total, offset: push.offset, bytes: push.bytes }),
  fromWire: (wire) => ({ handle: wire.handle, ...rangeFromWire(wire), total: wire.total, offset: wire.offset, bytes: wire.bytes }),
  wrong: (push) => {
    const end = push.offset + push.bytes.length
    return rangeWrong(push) ?? (end > push.total ? `bytes ${push.offset} to ${end} of ${push.total}` : null)
  },
})

/** A packet as pushes, from `offset` on (`opened.partial.received`, or 0), each of at most `chunk` bytes. */
export function* pushesOf(
  handle: number,
  key: PacketKey,
  bytes: Uint8Array,
  offset = 0,
  chunk: number = limits.chunk,
): Generator<PushMessage> {
  const { id, from, to } = key
  for (let at = offset; at < bytes.length; at += chunk) {
    yield { type: 'push', handle, id, from, to, total: bytes.length, offset: at, bytes: bytes.subarray(at, at + chunk) }
  }
}
