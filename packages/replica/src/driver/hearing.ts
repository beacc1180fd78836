import { TorsorError } from '@torsor/core'
import type { ClientEvent, Coverage, DownMessage, OwnRange, PacketKey, Place, ReplicaId, SliceMessage } from '@torsor/protocol'
import type { CaughtUp, Holding, Opened, Refusal } from '../engine/told.js'
import type { PacketEntry } from '../outbox/entry.js'
import type { StreamItem } from '../transactions/apply-stream.js'

/** What a message said, for the effect that its event leads to. */
export interface Told {
  readonly opened?: Opened
  readonly slice?: SliceMessage
  readonly caughtUp?: CaughtUp
  readonly step?: StreamItem
  readonly digest?: { readonly position: number; readonly digest: string }
  readonly refused?: Refusal
  readonly behind?: number
}

export interface Heard {
  readonly event: ClientEvent
  readonly told: Told
}

/** How an own packet went out; undefined: there is none of exactly these bounds. */
export type FindPacket = (key: PacketKey) => PacketEntry | undefined

/**
 * One session's ear: the relay speaks of ids by their index, of places by how far they are from the last one, and says
 * nothing twice. What it means is told in full.
 */
export class Hearing {
  /** This device's ids that the session has named, in order: pushes add to them. */
  readonly ids: ReplicaId[]
  readonly #generation: number
  readonly #packet: FindPacket
  /** Where the stream has led. The nonce is the one that `open` named until the relay names another. */
  #place: Place | null
  #holdings: readonly Holding[] = []

  constructor(generation: number, own: readonly ReplicaId[], place: Place | null, packet: FindPacket) {
    this.#generation = generation
    this.ids = [...own]
    this.#place = place
    this.#packet = packet
  }

  /** What the session machine is told of a message; null for those that are the link's own. Throws `protocol-violation`. */
  hear(message: DownMessage): Heard | null {
    const generation = this.#generation
    switch (message.type) {
      case 'opened': {
        const { time, mode, access, undeclared, partial } = message
        const nonce = message.nonce ?? this.#place?.nonce
        if (nonce === undefined) throw new TorsorError('protocol-violation', 'opened under the nonce of no place')
        this.#place = { nonce, position: 0 }
        const part = partial === null ? null : { ...this.#key(partial), received: partial.received }
        const opened = { time, nonce, mode, access, undeclared, partial: part, coverage: this.#held(message) }
        return { event: { type: 'opened', generation, mode }, told: { opened } }
      }
      case 'slice':
        return { event: { type: 'slice', generation, received: message.received, total: message.total }, told: { slice: message } }
      case 'caught-up': {
        const { position, digest } = message
        const { nonce } = this.#stand()
        this.#place = { nonce, position }
        const caughtUp = { nonce, position, digest, coverage: this.#held(message) }
        return { event: { type: 'caught-up', generation }, told: { caughtUp } }
      }
      case 'deltas':
        return this.#step(message.span, message.bytes, null)
      case 'own-deltas':
        return this.#step(message.span, message.bytes, this.#key(message))
      case 'confirmed': {
        const own = this.#packet(this.#key(message))
        // Without its packet the step cannot be taken: only a new catching-up brings what it held.
        if (own === undefined) return { event: { type: 'overtaken', generation }, told: {} }
        return this.#step(message.span, own.packet, own)
      }
      case 'behind':
        return { event: { type: 'behind', generation }, told: { behind: this.#stand().position } }
      case 'digest':
        return { event: { type: 'digest', generation }, told: { digest: { position: this.#stand().position, digest: message.digest } } }
      case 'refused': {
        const { code, retryable, message: explanation, cells } = message
        return {
          event: { type: 'refused', generation },
          told: { refused: { ...this.#key(message), code, retryable, message: explanation, cells } },
        }
      }
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

  #stand(): Place {
    if (this.#place === null) throw new TorsorError('protocol-violation', 'a place in a session that is not opened')
    return this.#place
  }

  #step(span: number, bytes: Uint8Array, own: PacketKey | null): Heard {
    const { nonce, position: previous } = this.#stand()
    const position = previous + span
    this.#place = { nonce, position }
    return { event: { type: 'step', generation: this.#generation }, told: { step: { previous, position, bytes, own } } }
  }

  #key({ own, range }: OwnRange): PacketKey {
    const id = this.ids[own]
    if (id === undefined) throw new TorsorError('protocol-violation', `there is no own id ${own}`)
    return { id, ...range }
  }

  #held({ coverage, voids }: { readonly coverage: Coverage | null; readonly voids: readonly OwnRange[] | null }): readonly Holding[] {
    if (coverage === null) return this.#holdings
    this.#holdings = this.ids.map((id, own) => ({
      id,
      ranges: coverage[own] ?? [],
      voids: (voids ?? []).flatMap((gone) => (gone.own === own ? [gone.range] : [])),
    }))
    return this.#holdings
  }
}
