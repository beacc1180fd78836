import type { WireErrorName } from '../errors/codes.js'
import * as limits from '../limits.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { errorName } from './field/error-name.js'
import { flag } from './field/number.js'
import { explanation } from './field/text.js'

/**
 * The relay ends a space's session, or with a null handle the socket's. Its shape is the same in every version there
 * will be, so that any client understands why it is turned away.
 */
export interface ErrorMessage {
  readonly type: 'error'
  readonly handle: number | null
  /** Another try may succeed without anybody changing anything. */
  readonly retryable: boolean
  readonly code: WireErrorName
  /** For people. */
  readonly message: string
}

export const errorCodec: MessageCodec = defineMessage<ErrorMessage>(
  17,
  { retryable: flag, code: errorName, message: explanation(limits.explanation) },
  true,
)
