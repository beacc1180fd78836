import { limits } from '../limits.js'
import { defineWire } from './define.js'
import type { MessageCodec } from './define.js'
import { rest } from './field/bytes.js'
import { handle } from './field/number.js'
import { rangeFields, rangeFromWire, rangeToWire, rangeWrong } from './range.js'
import type { RangeWire } from './range.js'
import { stepFields, stepFromWire, stepToWire, stepWrong } from './step.js'
import type { Step, StepWire } from './step.js'
import type { PacketKey } from './types.js'

/**
 * A step made by a packet of one of the client's own ids that this connection did not push as it was applied: it came
 * another way, or the relay held a part of it and applied the difference. The data goes into the reference and the range
 * leaves the accumulator in one step (rule 8).
 */
export interface OwnDeltasMessage extends Step, PacketKey {
  readonly type: 'own-deltas'
  readonly handle: number
  /** Core's `encodeDelta`: what the relay applied. */
  readonly bytes: Uint8Array
}

interface OwnDeltasWire extends StepWire, RangeWire {
  readonly handle: number
  readonly bytes: Uint8Array
}

export const ownDeltasCodec: MessageCodec<OwnDeltasMessage> = defineWire<OwnDeltasMessage, OwnDeltasWire>({
  type: 'own-deltas',
  code: 36,
  fields: { handle, ...stepFields, ...rangeFields, bytes: rest(limits.packet) },
  toWire: (message) => ({ handle: message.handle, ...stepToWire(message), ...rangeToWire(message), bytes: message.bytes }),
  fromWire: (wire) => ({ handle: wire.handle, ...stepFromWire(wire), ...rangeFromWire(wire), bytes: wire.bytes }),
  wrong: (message) => stepWrong(message) ?? rangeWrong(message),
})
