import { limits } from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { orNull } from './field/combine.js'
import { handle } from './field/number.js'
import { text } from './field/text.js'

/** A fresh token for a session that goes on. */
export interface RenewMessage {
  readonly type: 'renew'
  readonly handle: number
  readonly token: string | null
}

export const renewCodec: MessageCodec<RenewMessage> = defineMessage<RenewMessage>({
  type: 'renew',
  code: 4,
  fields: { handle, token: orNull(text(limits.token)) },
})
