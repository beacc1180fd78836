import { Assembler, limits } from '@torsor/protocol'
import type { PacketKey, PartialPacket, Piece, ReplicaId } from '@torsor/protocol'

interface Partial extends PacketKey {
  readonly principal: string
  readonly assembler: Assembler
  touchedAt: number
}

/** What a piece led to: the whole packet, 'more' to come, or 'lost' when it does not follow what is here. */
export type Piecewise = Uint8Array | 'more' | 'lost'

/**
 * Packets of a space that have come in part, one per sender and id, kept over a cut so that their sender goes on where
 * it stood (rule 15). Bounded in bytes and in time: the oldest go first.
 */
export class Partials {
  readonly #partials = new Map<string, Partial>()
  readonly #now: () => number
  readonly #keepMs: number
  readonly #mostBytes: number

  constructor(options: { readonly now: () => number; readonly keepMs: number; readonly mostBytes: number }) {
    this.#now = options.now
    this.#keepMs = options.keepMs
    this.#mostBytes = options.mostBytes
  }

  /** `piece` null: `bytes` are all of it. */
  add(principal: string, { id, from, to }: PacketKey, piece: Piece | null, bytes: Uint8Array): Piecewise {
    if (piece === null) return bytes
    const slot = slotOf(principal, id)
    if (piece.offset === 0) {
      this.#partials.delete(slot)
      this.#partials.set(slot, { id, from, to, principal, assembler: new Assembler(piece.total, limits.packet), touchedAt: this.#now() })
    }
    const partial = this.#partials.get(slot)
    if (partial === undefined || partial.from !== from || partial.to !== to) return 'lost'
    if (piece.total !== partial.assembler.total || piece.offset !== partial.assembler.received) return 'lost'
    const whole = partial.assembler.add(piece, bytes)
    this.#partials.delete(slot)
    if (whole !== null) return whole
    // Back at the end: the map's order is that of use.
    this.#partials.set(slot, partial)
    partial.touchedAt = this.#now()
    this.#trim()
    return this.#partials.has(slot) ? 'more' : 'lost'
  }

  /** What is here of a packet of this id. */
  find(principal: string, id: ReplicaId): Omit<PartialPacket, 'own'> | null {
    this.#trim()
    const partial = this.#partials.get(slotOf(principal, id))
    return partial === undefined ? null : { range: { from: partial.from, to: partial.to }, received: partial.assembler.received }
  }

  #trim(): void {
    let held = 0
    for (const partial of this.#partials.values()) held += partial.assembler.received
    const expired = this.#now() - this.#keepMs
    for (const [slot, partial] of this.#partials) {
      if (held <= this.#mostBytes && partial.touchedAt >= expired) break
      held -= partial.assembler.received
      this.#partials.delete(slot)
    }
  }
}

function slotOf(principal: string, id: ReplicaId): string {
  return `${id} ${principal}`
}
