import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { identity } from './field/bytes.js'
import { checked, orNull, record } from './field/combine.js'
import { coverages } from './field/coverage.js'
import { flag, handle, oneOf, position, time, whole } from './field/number.js'
import type { Coverage, Nonce, PacketKey } from './types.js'

/**
 * How the client will catch up: with what changed since its place, with everything (its reference is not valid here), or
 * from where a cut interrupted the last attempt.
 */
export type CatchUpMode = 'since' | 'whole' | 'staged'

export type Access = 'read' | 'write'

/** A packet of which the relay has the first `received` bytes. */
export interface PartialPacket extends PacketKey {
  readonly received: number
}

export interface OpenedMessage {
  readonly type: 'opened'
  readonly handle: number
  /** The relay's clock, in ms since the epoch: stamps are corrected by it (rule 4). */
  readonly time: number
  /** The relay's current nonce: positions from here on are under it. */
  readonly nonce: Nonce
  /** The last position the relay has applied. */
  readonly head: number
  readonly mode: CatchUpMode
  /** What the relay holds of the ids in `open.own`: the rest is pushed, acknowledged before or not (rule 5). */
  readonly coverage: readonly Coverage[]
  readonly partial: PartialPacket | null
  readonly access: Access
  /** The relay knows this device's columns; false: `declare` comes before the first push. */
  readonly declared: boolean
}

export const openedCodec: MessageCodec<OpenedMessage> = defineMessage<OpenedMessage>({
  type: 'opened',
  code: 32,
  fields: {
    handle,
    time,
    nonce: identity,
    head: position,
    mode: oneOf('since', 'whole', 'staged'),
    coverage: coverages,
    partial: orNull(
      checked(
        record<PartialPacket>({
          id: identity,
          from: whole(1, Number.MAX_SAFE_INTEGER),
          to: whole(1, Number.MAX_SAFE_INTEGER),
          received: position,
        }),
        ({ from, to }) => (to < from ? `${from}…${to} is not a range` : null),
      ),
    ),
    access: oneOf('read', 'write'),
    declared: flag,
  },
})
