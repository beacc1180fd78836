import * as limits from '../limits.js'
import { defineMessage } from '../message/define.js'
import type { MessageCodec } from '../message/define.js'
import { identity } from '../message/field/bytes.js'
import { record } from '../message/field/field.js'
import type { Field } from '../message/field/field.js'
import { position } from '../message/field/number.js'
import { text } from '../message/field/text.js'
import { token } from '../message/renew.js'
import type { Place } from '../message/types.js'
import { linkVersion } from './version.js'

/** The first message of a link: which log a relay wants to hear, and how far it has it. */
export interface FollowMessage {
  readonly type: 'follow'
  readonly handle: number
  /** Handle and version stand first in every version there will be. */
  readonly version: number
  /** Up to where the follower durably has the log; null: nothing of it. */
  readonly place: Place | null
  readonly token: string | null
  readonly space: string
}

const version: Field<number> = (io, given) => {
  const value = io.number(given, 0, Number.MAX_SAFE_INTEGER)
  if (given === undefined && value !== linkVersion) io.fail('protocol-incompatible', `version ${value}, not ${linkVersion}`)
  return value
}

export const followCodec: MessageCodec = defineMessage<FollowMessage>(6, {
  version,
  place: [null, record<Place>({ nonce: identity, position })],
  token,
  space: text(limits.spaceName, 1),
})
