import * as limits from '../limits.js'
import { protocolVersion } from '../version.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { check, cursor, identity } from './field/bytes.js'
import { record } from './field/field.js'
import type { Field } from './field/field.js'
import { listToEnd, unique } from './field/list.js'
import { position } from './field/number.js'
import { text } from './field/text.js'
import { token } from './renew.js'
import type { NamedPlace, ReplicaId, Staged } from './types.js'

/** The first message of a space: who asks, and where its reference stands. */
export interface OpenMessage {
  readonly type: 'open'
  /** Names the space on this socket from here on. A fresh one for each session keeps late messages of an old one apart. */
  readonly handle: number
  /** Handle and version stand first in every version there will be, so that any relay can refuse any client by name. */
  readonly version: number
  /** Where the reference stands; null: there is none, or it is not to be trusted. */
  readonly place: NamedPlace | null
  readonly staged: Staged | null
  /** `columnsHash` of what this device writes; null: it has declared all of it under the nonce of `place`. */
  readonly columns: string | null
  readonly token: string | null
  readonly space: string
  /** The ids under which this device has packets, of this boot and of earlier ones. Later messages name them by their index. */
  readonly own: readonly ReplicaId[]
}

const version: Field<number> = (io, given) => {
  const value = io.number(given, 0, Number.MAX_SAFE_INTEGER)
  // The rest of another version's message has a shape that is not known here.
  if (given === undefined && value !== protocolVersion) io.fail('protocol-incompatible', `version ${value}, not ${protocolVersion}`)
  return value
}

const staged = record<Staged>({
  nonce: check,
  head: position,
  cursor,
  whole: (io, given) => io.number(given === undefined ? given : Number(given), 0, 1) === 1,
})

export const openCodec: MessageCodec = defineMessage<OpenMessage>(1, {
  version,
  place: [null, record<NamedPlace>({ nonce: check, position })],
  staged: [null, staged],
  columns: [null, check],
  token,
  space: text(limits.spaceName, 1),
  own: unique(listToEnd(identity, limits.ownIds), (id) => id),
})
