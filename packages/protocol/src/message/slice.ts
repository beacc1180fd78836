import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { bytes, cursor } from './field/bytes.js'
import { position } from './field/number.js'
import type { Cursor } from './types.js'

/** A part of "everything since p": absolute values, staged by the client until `caught-up` (rule 7). */
export interface SliceMessage {
  readonly type: 'slice'
  readonly handle: number
  /** After the last cell of this slice: kept with the staged cells, and sent back to resume. */
  readonly cursor: Cursor
  /** The relay's head when it made this slice. */
  readonly head: number
  /** Cells sent so far in this catching-up, this slice included, and how many it is expected to take: for a progress bar. */
  readonly received: number
  readonly total: number
  /** Core's `encodeAbsolute`. */
  readonly cells: Uint8Array
}

export const sliceCodec: MessageCodec = defineMessage<SliceMessage>(9, {
  head: position,
  cursor,
  received: position,
  total: position,
  cells: bytes,
})
