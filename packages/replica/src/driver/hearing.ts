import type {
  ClientEvent,
  Coverage,
  DownMessage,
  Nonce,
  OpenedMessage,
  OwnRange,
  PacketKey,
  Place,
  ReplicaId,
  SliceMessage,
} from '@torsor/protocol'
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
  /** Of how many of them the relay is known to have heard: it speaks of them. What it said before may be of the others, too. */
  #known: number
  readonly #generation: number
  readonly #packet: FindPacket
  /** The one that `open` named, until the relay names another; empty: neither has. */
  #nonce: Nonce
  /** Where the stream has led. */
  #position = 0
  #holdings: readonly Holding[] = []

  constructor(generation: number, own: readonly ReplicaId[], place: Place | null, packet: FindPacket) {
    this.#generation = generation
    this.ids = [...own]
    this.#known = own.length
    this.#nonce = place?.nonce ?? ''
    this.#packet = packet
  }

  /** Those that the relay had heard of when it said what was heard last: it tells which of its steps are theirs. */
  get known(): readonly ReplicaId[] {
    return this.ids.slice(0, this.#known)
  }

  /** What the session machine is told of a message; null for those that are the link's own. */
  hear(message: DownMessage): Heard | null {
    const generation = this.#generation
    switch (message.type) {
      case 'opened':
        return this.#opened(message)
      case 'slice':
        return { event: { ...message, generation }, told: { slice: message } }
      case 'caught-up': {
        const { position, digest } = message
        this.#position = position
        const coverage = this.#held(message)
        return {
          event: { ...message, generation },
          told: { caughtUp: { nonce: this.#nonce, position, digest, coverage, known: this.known } },
        }
      }
      case 'deltas':
        return this.#step(message.span, message.bytes, null)
      case 'own-deltas':
      case 'confirmed': {
        const key = this.#key(message)
        if (key === undefined) return this.#wrong(message)
        if (message.type === 'own-deltas') return this.#step(message.span, message.bytes, key)
        const own = this.#packet(key)
        // Without its packet the step cannot be taken: only a new catching-up brings what it held.
        return own === undefined ? { event: { type: 'overtaken', generation }, told: {} } : this.#step(message.span, own.packet, own)
      }
      case 'behind':
        return { event: { ...message, generation }, told: { behind: this.#position } }
      case 'digest':
        return { event: { ...message, generation }, told: { digest: { position: this.#position, digest: message.digest } } }
      case 'refused': {
        const key = this.#key(message)
        return key === undefined ? this.#wrong(message) : { event: { ...message, generation }, told: { refused: { ...message, ...key } } }
      }
      case 'error':
        return { event: { type: 'error', generation, error: message }, told: {} }
      case 'closed':
        return { event: { ...message, generation }, told: {} }
      case 'ping':
      case 'pong':
      case 'fragment':
        return null
    }
  }

  #opened(message: OpenedMessage): Heard {
    const part = message.partial && this.#key(message.partial)
    this.#nonce = message.nonce ?? this.#nonce
    if (part === undefined || this.#nonce === '') return this.#wrong(message)
    const partial = part && message.partial && { ...part, received: message.partial.received }
    const opened = { ...message, nonce: this.#nonce, partial, coverage: this.#held(message) }
    return { event: { ...message, generation: this.#generation }, told: { opened } }
  }

  #step(span: number, bytes: Uint8Array, own: PacketKey | null): Heard {
    const previous = this.#position
    this.#position += span
    return { event: { type: 'step', generation: this.#generation }, told: { step: { previous, position: this.#position, bytes, own } } }
  }

  /** It speaks of an id that nobody named, or of a nonce that nobody has told. */
  #wrong({ type }: DownMessage): Heard {
    const error = { code: 'protocol-violation', retryable: false, message: `${type} of an id or a nonce that is not known` } as const
    return { event: { type: 'error', generation: this.#generation, error }, told: {} }
  }

  #key({ own, range }: OwnRange): PacketKey | undefined {
    const id = this.ids[own]
    if (id === undefined) return undefined
    this.#known = Math.max(this.#known, own + 1)
    return { id, ...range }
  }

  #held({ coverage, voids }: { readonly coverage: Coverage | null; readonly voids: readonly OwnRange[] | null }): readonly Holding[] {
    if (coverage !== null) {
      this.#known = Math.max(this.#known, coverage.length)
      this.#holdings = this.known.map((id, own) => ({
        id,
        ranges: coverage[own] ?? [],
        voids: (voids ?? []).filter((gone) => gone.own === own).map(({ range }) => range),
      }))
    }
    return this.#holdings
  }
}
