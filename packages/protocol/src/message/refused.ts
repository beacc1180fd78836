import { wireErrorName } from '../errors/field.js'
import type { WireErrorName } from '../errors/codes.js'
import { limits } from '../limits.js'
import { defineWire } from './define.js'
import type { MessageCodec } from './define.js'
import { firstOf } from './field/combine.js'
import { flag, handle } from './field/number.js'
import { explanation } from './field/text.js'
import { rangeFields, rangeFromWire, rangeToWire, rangeWrong } from './range.js'
import type { RangeWire } from './range.js'
import type { PacketKey } from './types.js'

/** One packet is not taken; later ones are (rule 12). Retryable: push it again later. Else it is parked and shown. */
export interface RefusedMessage extends PacketKey {
  readonly type: 'refused'
  readonly handle: number
  readonly code: WireErrorName
  readonly retryable: boolean
  /** For people. */
  readonly message: string
  /** The names of cells that fall with it, the first `limits.refusedCells` of them. */
  readonly cells: readonly string[]
}

interface RefusedWire extends RangeWire {
  readonly handle: number
  readonly code: WireErrorName
  readonly retryable: boolean
  readonly message: string
  readonly cells: readonly string[]
}

export const refusedCodec: MessageCodec<RefusedMessage> = defineWire<RefusedMessage, RefusedWire>({
  type: 'refused',
  code: 40,
  fields: {
    handle,
    ...rangeFields,
    code: wireErrorName,
    retryable: flag,
    message: explanation(limits.explanation),
    cells: firstOf(explanation(limits.cellName), limits.refusedCells),
  },
  toWire: ({ handle, code, retryable, message, cells, ...range }) => ({ handle, ...rangeToWire(range), code, retryable, message, cells }),
  fromWire: ({ handle, code, retryable, message, cells, ...range }) => ({
    handle,
    ...rangeFromWire(range),
    code,
    retryable,
    message,
    cells,
  }),
  wrong: rangeWrong,
})
