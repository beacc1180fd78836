import { Writer } from '../frame/writer.js'
import { limits } from '../limits.js'
import { defineWire } from './define.js'
import type { MessageCodec } from './define.js'
import { rest } from './field/bytes.js'
import { handle } from './field/number.js'
import { stepFields, stepFromWire, stepToWire, stepWrong } from './step.js'
import type { Step, StepWire } from './step.js'

/** What changed from `prev` to `position`, in edits of others. After the handle it is the same bytes for every subscriber. */
export interface DeltasMessage extends Step {
  readonly type: 'deltas'
  readonly handle: number
  /** Core's `encodeDelta`. */
  readonly bytes: Uint8Array
}

interface DeltasWire extends StepWire {
  readonly handle: number
  readonly bytes: Uint8Array
}

export const deltasCodec: MessageCodec<DeltasMessage> = defineWire<DeltasMessage, DeltasWire>({
  type: 'deltas',
  code: 35,
  fields: { handle, ...stepFields, bytes: rest(limits.packet) },
  toWire: (message) => ({ handle: message.handle, ...stepToWire(message), bytes: message.bytes }),
  fromWire: (wire) => ({ handle: wire.handle, ...stepFromWire(wire), bytes: wire.bytes }),
  wrong: stepWrong,
})

/** A `deltas` without type and handle: encoded once for all subscribers, then completed by `withHandle` for each. */
export function encodeDeltasBody(prev: number, position: number, bytes: Uint8Array): Uint8Array {
  const writer = new Writer(bytes.length + 16)
  // The handle 0 is one byte, and the type another.
  deltasCodec.write(writer, { type: 'deltas', handle: 0, prev, position, bytes })
  return writer.finish().subarray(1)
}

/** A whole `deltas` for one subscriber, as `encodeFrame` takes it: two to four bytes before the shared body. */
export function withHandle(subscriber: number, body: Uint8Array): Uint8Array {
  const writer = new Writer(4 + body.length)
  writer.where = 'deltas.handle'
  writer.byte(deltasCodec.code)
  handle.write(writer, subscriber)
  writer.raw(body)
  return writer.finish()
}
