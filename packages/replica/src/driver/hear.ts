import type { CaughtUpMessage, ClientEvent, DownMessage, PacketKey, RefusedMessage, SliceMessage } from '@torsor/protocol'
import type { PacketEntry } from '../outbox/entry.js'
import type { StreamItem } from '../transactions/apply-stream.js'

/** What a message said, for the effect that its event leads to. */
export interface Told {
  readonly slice?: SliceMessage
  readonly caughtUp?: CaughtUpMessage
  readonly step?: StreamItem
  readonly digest?: { readonly position: number; readonly digest: string }
  readonly refused?: RefusedMessage
  readonly behind?: number
}

export interface Heard {
  readonly event: ClientEvent
  readonly told: Told
}

/** What the session machine is told of a message; null for those that are the link's own. */
export function hear(message: DownMessage, generation: number, packet: (key: PacketKey) => PacketEntry | undefined): Heard | null {
  switch (message.type) {
    case 'opened':
      return { event: { type: 'opened', generation, mode: message.mode }, told: {} }
    case 'slice':
      return { event: { type: 'slice', generation, received: message.received, total: message.total }, told: { slice: message } }
    case 'caught-up':
      return { event: { type: 'caught-up', generation }, told: { caughtUp: message } }
    case 'deltas':
      return step(generation, { previous: message.prev, position: message.position, bytes: message.bytes, own: null })
    case 'own-deltas': {
      const { id, from, to } = message
      return step(generation, { previous: message.prev, position: message.position, bytes: message.bytes, own: { id, from, to } })
    }
    case 'confirmed': {
      const own = packet(message)
      // Without its packet the step cannot be taken: only a new catching-up brings what it held.
      if (own === undefined) return { event: { type: 'overtaken', generation }, told: {} }
      return step(generation, { previous: message.prev, position: message.position, bytes: own.packet, own })
    }
    case 'behind':
      return { event: { type: 'behind', generation }, told: { behind: message.position } }
    case 'digest':
      return { event: { type: 'digest', generation }, told: { digest: message } }
    case 'refused':
      return { event: { type: 'refused', generation }, told: { refused: message } }
    case 'error': {
      const { code, retryable, message: explanation } = message
      return { event: { type: 'error', generation, error: { code, retryable, message: explanation } }, told: {} }
    }
    case 'closed':
      return { event: { type: 'closed', generation }, told: {} }
    case 'ping':
    case 'pong':
    case 'fragment':
      return null
  }
}

function step(generation: number, item: StreamItem): Heard {
  return { event: { type: 'step', generation }, told: { step: item } }
}
