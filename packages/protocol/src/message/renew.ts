import * as limits from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import type { Spared } from './field/field.js'
import { text } from './field/text.js'

/** A fresh token for a session that goes on. */
export interface RenewMessage {
  readonly type: 'renew'
  readonly handle: number
  readonly token: string | null
}

export const token: Spared<string | null> = [null, text(limits.token)]

export const renewCodec: MessageCodec = defineMessage<RenewMessage>(4, { token })
