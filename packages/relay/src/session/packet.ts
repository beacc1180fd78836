import { decodeDelta, stampOf, TorsorError } from '@torsor/core'
import type { Delta } from '@torsor/core'
import { wireErrors } from '@torsor/protocol'
import type { PacketKey, PushMessage, WireErrorName } from '@torsor/protocol'
import { jumpsLife, latestStamp, PushOrigin, undeclaredColumns } from '../space/index.js'
import type { Space, Subscriber } from '../space/index.js'

export interface Refusal {
  readonly code: WireErrorName
  readonly message: string
  /** Null when the packet could not be read at all. */
  readonly delta: Delta | null
}

export interface Pusher {
  readonly principal: string
  /** Hears what became of the packet once its entry is folded. */
  readonly subscriber: Subscriber
  readonly nowMs: number
  readonly skewMs: number
  /** The log could not take it. */
  failed(error: unknown): void
}

export interface Taken {
  readonly refused: Refusal | null
  /** The space has all of this packet already; nothing was appended. */
  readonly held: boolean
}

const taken: Taken = { refused: null, held: false }

/** Takes a piece of a packet, and the packet once it is whole: checked first, then appended. */
export function takePush(space: Space, key: PacketKey, { piece, bytes }: PushMessage, pusher: Pusher): Taken {
  const whole = space.partials.add(pusher.principal, key, piece, bytes)
  if (whole === 'more') return taken
  if (whole === 'lost') return refuse('packet-out-of-order', null)
  if (space.folded.coverage(key) === 'all') return { refused: null, held: true }
  const checked = checkPacket(space, whole, pusher)
  if ('refused' in checked) return checked
  const { delta } = checked
  const origin = new PushOrigin(pusher.subscriber, delta)
  space.append({ ...key, kind: 'packet', bytes: whole, principal: pusher.principal, origin }).catch((error: unknown) => {
    const taken = error instanceof TorsorError && error.code === 'packet-refused'
    if (!taken) return pusher.failed(error)
    pusher.subscriber.refuse(key, { type: 'refused', code: 'identity-taken', message: wireErrors['identity-taken'].meaning }, delta)
  })
  return taken
}

/**
 * Everything that can be said against a packet before it goes into the log, with nothing changed (rule 15). What depends on
 * the order of the log is decided again when the entry is folded.
 */
function checkPacket(space: Space, bytes: Uint8Array, { nowMs, skewMs }: Pusher): { readonly delta: Delta } | Taken {
  let delta: Delta
  try {
    delta = decodeDelta(bytes)
  } catch (error) {
    if (!(error instanceof TorsorError)) throw error
    return refuse('packet-malformed', null, error.message)
  }
  const unknown = undeclaredColumns(delta, space.columns)
  if (unknown.length > 0) {
    const ids = unknown.slice(0, 8).map((column) => `0x${column.toString(16).padStart(8, '0')}`)
    return refuse('columns-undeclared', delta, `${unknown.length} columns were not declared, among them ${ids.join(', ')}.`)
  }
  // Rule 4: only what is pushed directly is held against the clock, and time heals it.
  if (latestStamp(delta) > stampOf(nowMs + skewMs)) return refuse('clock-skew', delta)
  if (jumpsLife(space.folded.state.delta, delta)) return refuse('life-jump', delta)
  return { delta }
}

function refuse(code: WireErrorName, delta: Delta | null, message: string = wireErrors[code].meaning): Taken {
  return { refused: { code, message, delta }, held: false }
}
