import { limits } from '../limits.js'
import { protocolVersion } from '../version.js'
import { defineMessage } from './define.js'
import type { MessageCodec } from './define.js'
import { identity } from './field/bytes.js'
import { list, orNull, unique } from './field/combine.js'
import type { Field } from './field/field.js'
import { handle, whole } from './field/number.js'
import { place, staged } from './field/place.js'
import { text } from './field/text.js'
import type { Place, ReplicaId, Staged } from './types.js'

/** The first message of a space: who asks, and where its reference stands. */
export interface OpenMessage {
  readonly type: 'open'
  /** Names the space on this socket from here on. A fresh one for each session keeps late messages of an old one apart. */
  readonly handle: number
  /** Handle and version stand first in every version there will be, so that any relay can refuse any client by name. */
  readonly version: number
  readonly space: string
  readonly token: string | null
  /** The ids under which this device has packets, of this boot and of earlier ones. */
  readonly own: readonly ReplicaId[]
  /** Where the reference stands; null: there is none, or it is not to be trusted. */
  readonly place: Place | null
  readonly staged: Staged | null
  /** How many columns this device has declared under the nonce of `place` (0: none), so that it need not do so again. */
  readonly columns: number
}

const version: Field<number> = {
  shape: 'version',
  write(writer, value) {
    writer.varint(value)
  },
  read(reader) {
    const value = reader.varint()
    // The rest of another version's message has a shape that is not known here.
    if (value !== protocolVersion) reader.fail('protocol-incompatible', `version ${value} is spoken, ${protocolVersion} is understood`)
    return value
  },
}

export const openCodec: MessageCodec<OpenMessage> = defineMessage<OpenMessage>({
  type: 'open',
  code: 1,
  fields: {
    handle,
    version,
    space: text(limits.spaceName, 1),
    token: orNull(text(limits.token)),
    own: unique(list(identity, limits.ownIds), (id) => id),
    place: orNull(place),
    staged: orNull(staged),
    columns: whole(0, limits.columns),
  },
})
