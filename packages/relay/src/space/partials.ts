import { Assembler, limits } from '@torsor/protocol'
import type { PacketKey, PartialPacket, PushMessage, ReplicaId } from '@torsor/protocol'

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

  add(principal: string, push: PushMessage): Piecewise {
    if (push.offset === 0 && push.bytes.length === push.total) return push.bytes
    const slot = slotOf(principal, push.id)
    if (push.offset === 0) {
      this.#partials.delete(slot)
      const { id, from, to } = push
      this.#partials.set(slot, { id, from, to, principal, assembler: new Assembler(push.total, limits.packet), touchedAt: this.#now() })
    }
    const partial = this.#partials.get(slot)
    if (partial === undefined || partial.from !== push.from || partial.to !== push.to) return 'lost'
    if (push.total !== partial.assembler.total || push.offset !== partial.assembler.received) return 'lost'
    const whole = partial.assembler.add(push)
    this.#partials.delete(slot)
    if (whole !== null) return whole
    // Back at the end: the map's order is that of use.
    this.#partials.set(slot, partial)
    partial.touchedAt = this.#now()
    this.#trim()
    return this.#partials.has(slot) ? 'more' : 'lost'
  }

  /** What is here of a packet of one of these ids. */
  find(principal: string, ids: Iterable<ReplicaId>): PartialPacket | null {
    this.#trim()
    for (const id of ids) {
      const partial = this.#partials.get(slotOf(principal, id))
      if (partial !== undefined) return { id, from: partial.from, to: partial.to, received: partial.assembler.received }
    }
    return null
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
