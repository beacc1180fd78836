import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { identity } from './field/bytes.js'
import { record } from './field/field.js'
import { flag, oneOf, ordinal, position, time } from './field/number.js'
import { coverage, range, voids } from './field/range.js'
import type { Coverage, Nonce, OwnRange } from './types.js'

/**
 * How the client will catch up: with what changed since its place, with everything (its reference is not valid here), or
 * from where a cut interrupted the last attempt.
 */
export type CatchUpMode = 'since' | 'whole' | 'staged'

export type Access = 'read' | 'write'

/** A packet of which the relay has the first `received` bytes. */
export interface PartialPacket extends OwnRange {
  readonly received: number
}

export interface OpenedMessage {
  readonly type: 'opened'
  readonly handle: number
  readonly mode: CatchUpMode
  readonly access: Access
  /** The relay does not know this device's columns: `declare` comes before the first push. */
  readonly undeclared: boolean
  /** The relay's current nonce: positions from here on are under it. Null: the one of `open.place`. */
  readonly nonce: Nonce | null
  readonly partial: PartialPacket | null
  /** Of what is covered, what was refused for good and has no effect (rule 12). Null: nothing. */
  readonly voids: readonly OwnRange[] | null
  /** The relay's clock, in ms since the epoch: stamps are corrected by it (rule 4). */
  readonly time: number
  readonly coverage: Coverage
}

export const openedCodec: MessageCodec = defineMessage<OpenedMessage>(8, {
  mode: ['since', oneOf<CatchUpMode>('whole', 'staged')],
  access: ['write', (): Access => 'read'],
  undeclared: flag,
  nonce: [null, identity],
  partial: [null, record<PartialPacket>({ own: ordinal, range, received: position })],
  voids: [null, voids],
  time,
  coverage,
})
