import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { digest } from './field/bytes.js'
import { position } from './field/number.js'
import { coverage, voids } from './field/range.js'
import type { Coverage, OwnRange } from './types.js'

/** No slice is missing: adopt what is staged, in one transaction with this place and coverage (rule 7). */
export interface CaughtUpMessage {
  readonly type: 'caught-up'
  readonly handle: number
  /** Under the nonce of `opened`; the next step begins here. */
  readonly position: number
  /** Of the relay's state at this position, the first 16 of its 32 hex digits: what the reference must now be (rule 14). */
  readonly digest: string
  /** Of what is covered at this position, what was refused for good and has no effect (rule 12). Null: nothing. */
  readonly voids: readonly OwnRange[] | null
  /** At this position. Null: it is, and `voids` are, what was told last in this session. */
  readonly coverage: Coverage | null
}

export const caughtUpCodec: MessageCodec = defineMessage<CaughtUpMessage>(10, {
  position,
  digest,
  voids: [null, voids],
  coverage: [null, coverage],
})
