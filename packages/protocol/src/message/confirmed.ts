import { defineWire } from './define.js'
import type { MessageCodec } from './define.js'
import { handle } from './field/number.js'
import { rangeFields, rangeFromWire, rangeToWire, rangeWrong } from './range.js'
import type { RangeWire } from './range.js'
import { stepFields, stepFromWire, stepToWire, stepWrong } from './step.js'
import type { Step, StepWire } from './step.js'
import type { PacketKey } from './types.js'

/**
 * A step made by a packet that this connection pushed, in its place of the stream and without data: the client has it.
 * Durable at the relay (rule 5).
 */
export interface ConfirmedMessage extends Step, PacketKey {
  readonly type: 'confirmed'
  readonly handle: number
}

interface ConfirmedWire extends StepWire, RangeWire {
  readonly handle: number
}

export const confirmedCodec: MessageCodec<ConfirmedMessage> = defineWire<ConfirmedMessage, ConfirmedWire>({
  type: 'confirmed',
  code: 37,
  fields: { handle, ...stepFields, ...rangeFields },
  toWire: (message) => ({ handle: message.handle, ...stepToWire(message), ...rangeToWire(message) }),
  fromWire: (wire) => ({ handle: wire.handle, ...stepFromWire(wire), ...rangeFromWire(wire) }),
  wrong: (message) => stepWrong(message) ?? rangeWrong(message),
})
