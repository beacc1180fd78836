import type { WireErrorName } from '../errors/codes.js'
import * as limits from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { errorName } from './field/error-name.js'
import { list } from './field/list.js'
import { flag, own } from './field/number.js'
import { range } from './field/range.js'
import { explanation } from './field/text.js'
import type { OwnRange } from './types.js'

/** One packet is not taken; later ones are (rule 12). Retryable: push it again later. Else it is parked and shown. */
export interface RefusedMessage extends OwnRange {
  readonly type: 'refused'
  readonly handle: number
  readonly retryable: boolean
  readonly code: WireErrorName
  /** For people. */
  readonly message: string
  /** The names of cells that fall with it, the first `limits.refusedCells` of them. */
  readonly cells: readonly string[]
}

const cells = list(explanation(limits.cellName), limits.refusedCells)

export const refusedCodec: MessageCodec = defineMessage<RefusedMessage>(16, {
  own,
  retryable: flag,
  range,
  code: errorName,
  message: explanation(limits.explanation),
  cells: (io, names, before) => cells(io, names?.slice(0, limits.refusedCells), before),
})
