import {
  applyDelta,
  composeInto,
  createDelta,
  createState,
  decodeDelta,
  diff,
  encodeDelta,
  VersionVector,
  type Delta,
  type State,
} from '@torsor/core'
import type { Random } from '../arbitrary/random.js'
import type { Batch } from './history.js'

/** The batches `from` … `to` of one device, folded. */
export interface Packet {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly delta: Delta
}

function fold(id: string, batches: readonly Batch[], from: number, to: number): Packet {
  const delta = createDelta()
  for (const batch of batches.slice(from - 1, to)) composeInto(delta, batch.delta)
  return { id, from, to, delta }
}

/**
 * All batches as packets, cut at random; some packets come again, and of some also prefixes (what a profile that was cloned while
 * it ran would send). In any order.
 */
export function packets(devices: readonly (readonly Batch[])[], random: Random): Packet[] {
  const result: Packet[] = []
  for (const [device, batches] of devices.entries()) {
    const id = device.toString(16).padStart(16, '0')
    for (let from = 1; from <= batches.length;) {
      const to = from + random.below(batches.length - from + 1)
      result.push(fold(id, batches, from, to))
      if (random.chance(0.3)) result.push(fold(id, batches, from, to))
      for (let more = random.below(3); more > 0; more--) result.push(fold(id, batches, from, from + random.below(to - from + 1)))
      from = to + 1
    }
  }
  return random.shuffle(result)
}

/** A receiver as rule 2 and rule 3 have it: each batch once, nested packets by their difference. */
export class Receiver {
  readonly state: State = createState()
  readonly #vector = new VersionVector()
  readonly #longest = new Map<string, Packet>()

  receive(packet: Packet, overTheWire: boolean): void {
    const delta = overTheWire ? decodeDelta(encodeDelta(packet.delta)) : packet.delta
    const coverage = this.#vector.coverage(packet.id, packet.from, packet.to)
    if (coverage === 'all') return
    const key = `${packet.id} ${packet.from}`
    const held = this.#longest.get(key)
    if (coverage === 'some' && held === undefined) throw new Error('packets that overlap without nesting')
    applyDelta(this.state, held === undefined ? delta : diff(delta, held.delta))
    if (!this.#vector.add(packet.id, packet.from, packet.to)) throw new Error('too many ranges')
    this.#longest.set(key, packet)
  }
}
