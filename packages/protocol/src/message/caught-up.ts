import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { digest, identity } from './field/bytes.js'
import { coverages } from './field/coverage.js'
import { handle, position } from './field/number.js'
import type { Coverage, Nonce } from './types.js'

/** No slice is missing: adopt what is staged, in one transaction with this place and coverage (rule 7). */
export interface CaughtUpMessage {
  readonly type: 'caught-up'
  readonly handle: number
  readonly nonce: Nonce
  readonly position: number
  /** Of the ids in `open.own`, at this position. */
  readonly coverage: readonly Coverage[]
  /** Of the relay's state at this position, 32 hex digits: what the reference must now be (rule 14). */
  readonly digest: string
}

export const caughtUpCodec: MessageCodec<CaughtUpMessage> = defineMessage<CaughtUpMessage>({
  type: 'caught-up',
  code: 34,
  fields: { handle, nonce: identity, position, coverage: coverages, digest },
})
