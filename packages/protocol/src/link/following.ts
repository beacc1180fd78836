import { defineMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { identity } from '../message/field/bytes.js'
import { position } from '../message/field/number.js'
import type { Nonce } from '../message/types.js'

/** The answer to `follow`: entries after this position come. */
export interface FollowingMessage {
  readonly type: 'following'
  readonly handle: number
  /** The relay's current one: the places of this link are under it. */
  readonly nonce: Nonce
  /** Up to where the follower's place is valid (rule 6), or the log is no longer kept, whichever is later. */
  readonly position: number
}

export const followingCodec: MessageCodec = defineMessage<FollowingMessage>(19, { nonce: identity, position })
