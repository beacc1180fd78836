import { limits } from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { list, record, unique } from './field/combine.js'
import { handle, whole } from './field/number.js'
import { text } from './field/text.js'

export interface DeclaredColumn {
  /** The 32 bits of a core `ColumnId`, unsigned. */
  readonly id: number
  /** The descriptor whose hash the id is. */
  readonly name: string
}

/**
 * The names of the columns (and tables) this device writes. Sent before the first push under a nonce: a relay folds by
 * ids alone and would not notice two names with one hash.
 */
export interface DeclareMessage {
  readonly type: 'declare'
  readonly handle: number
  readonly columns: readonly DeclaredColumn[]
}

export const declareCodec: MessageCodec<DeclareMessage> = defineMessage<DeclareMessage>({
  type: 'declare',
  code: 2,
  fields: {
    handle,
    columns: unique(
      list(record<DeclaredColumn>({ id: whole(0, 0xffff_ffff), name: text(limits.columnName, 1) }), limits.columns),
      (column) => column.id,
    ),
  },
})
