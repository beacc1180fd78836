import type { WireErrorName } from '../errors/codes.js'
import { wireErrorName } from '../errors/field.js'
import { limits } from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { orNull } from './field/combine.js'
import { flag, handle } from './field/number.js'
import { explanation } from './field/text.js'

/**
 * The relay ends a space's session, or with a null handle the socket's. Its shape is the same in every version there
 * will be, so that any client understands why it is turned away.
 */
export interface ErrorMessage {
  readonly type: 'error'
  readonly handle: number | null
  readonly code: WireErrorName
  /** Another try may succeed without anybody changing anything. */
  readonly retryable: boolean
  /** For people. */
  readonly message: string
}

export const errorCodec: MessageCodec<ErrorMessage> = defineMessage<ErrorMessage>({
  type: 'error',
  code: 41,
  fields: { handle: orNull(handle), code: wireErrorName, retryable: flag, message: explanation(limits.explanation) },
})
