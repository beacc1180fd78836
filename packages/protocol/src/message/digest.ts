import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { digest } from './field/bytes.js'
import { handle, position } from './field/number.js'

/** What the reference's digest has to be at a position of the stream, told every so many packets (rule 14). */
export interface DigestMessage {
  readonly type: 'digest'
  readonly handle: number
  readonly position: number
  /** 32 hex digits. Finds faults, not forgeries: it is no MAC. */
  readonly digest: string
}

export const digestCodec: MessageCodec<DigestMessage> = defineMessage<DigestMessage>({
  type: 'digest',
  code: 39,
  fields: { handle, position, digest },
})
