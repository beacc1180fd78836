import { limits } from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { rest } from './field/bytes.js'
import { handle, position } from './field/number.js'
import { cursor } from './field/place.js'
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

export const sliceCodec: MessageCodec<SliceMessage> = defineMessage<SliceMessage>({
  type: 'slice',
  code: 33,
  fields: { handle, cursor, head: position, received: position, total: position, cells: rest(limits.packet) },
  wrong: (slice) => (slice.cursor.position > slice.head ? `a cursor at ${slice.cursor.position} is past the head ${slice.head}` : null),
})
