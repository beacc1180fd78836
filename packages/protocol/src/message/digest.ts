import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { digest } from './field/bytes.js'

/** What the reference's digest has to begin with where the last step leads, told every so many packets (rule 14). */
export interface DigestMessage {
  readonly type: 'digest'
  readonly handle: number
  /** The first 16 of its 32 hex digits. Finds faults, not forgeries: it is no MAC. */
  readonly digest: string
}

export const digestCodec: MessageCodec = defineMessage<DigestMessage>(15, { digest })
