import { columnId } from '@torsor/core'
import type { AlgebraCode } from '@torsor/core'
import * as limits from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import type { Field } from './field/field.js'
import { list, unique } from './field/list.js'
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

const name = text(limits.columnName, 1)

/** The algebra and the name: the rest of the id follows from them, so no name can come with another's id. */
const column: Field<DeclaredColumn> = (io, given, before) => {
  const algebra = io.number(given && given.id % 8, 0, 7) as AlgebraCode
  const descriptor = name(io, given?.name, before)
  const id: number = columnId(descriptor, algebra)
  if (given !== undefined && given.id !== id) io.malformed(`${given.id} is not the id of "${descriptor}"`)
  return { id, name: descriptor }
}

export const columns: Field<readonly DeclaredColumn[]> = unique(list(column, limits.columns), ({ id }) => id)

export const declareCodec: MessageCodec = defineMessage<DeclareMessage>(2, { columns })
