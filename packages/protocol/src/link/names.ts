import { columns } from '../message/declare.js'
import type { DeclaredColumn } from '../message/declare.js'
import { defineMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'

/** Names of columns, before the first entry that uses them. */
export interface NamesMessage {
  readonly type: 'names'
  readonly handle: number
  readonly columns: readonly DeclaredColumn[]
}

export const namesCodec: MessageCodec = defineMessage<NamesMessage>(21, { columns })
