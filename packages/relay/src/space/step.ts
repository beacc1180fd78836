import type { Delta } from '@torsor/core'
import { encodeMessage, withHandle } from '@torsor/protocol'
import type { PacketKey } from '@torsor/protocol'
import type { LogEntry } from '../log/index.js'
import type { Applied, Refused } from './folded.js'

/** Who hears of a space. */
export interface Subscriber {
  step(step: Step): void
  /** A packet that this subscriber pushed is in the log and has no effect. */
  refuse(key: PacketKey, refusal: Refused, delta: Delta): void
  digest(position: number, digest: string): void
  /** The space cannot go on; its subscribers are to come again. */
  unavailable(): void
}

/** Goes with a push through the log and back: who pushed, and what was decoded for checking need not be decoded again. */
export class PushOrigin {
  readonly subscriber: Subscriber
  readonly delta: Delta

  constructor(subscriber: Subscriber, delta: Delta) {
    this.subscriber = subscriber
    this.delta = delta
  }
}

/** An applied entry on its way to the subscribers of its space. */
export class Step {
  readonly previous: number
  readonly position: number
  readonly key: PacketKey
  readonly bytes: Uint8Array
  /** Only a part of the packet was new (rule 3). */
  readonly difference: boolean
  readonly pusher: Subscriber | null
  #deltas: Uint8Array | null = null
  readonly #encoded = new Map<number, Uint8Array>()

  constructor(entry: LogEntry, applied: Applied) {
    this.previous = applied.previous
    this.position = applied.position
    this.key = { id: entry.id, from: entry.from, to: entry.to }
    this.bytes = applied.bytes
    this.difference = applied.difference
    this.pusher = entry.origin instanceof PushOrigin ? entry.origin.subscriber : null
  }

  get span(): number {
    return this.position - this.previous
  }

  /** The `deltas` message for a handle. Encoded once, and copied once per handle, however many subscribers there are. */
  deltas(handle: number): Uint8Array {
    const known = this.#encoded.get(handle)
    if (known !== undefined) return known
    this.#deltas ??= encodeMessage({ type: 'deltas', handle: 0, span: this.span, bytes: this.bytes })
    const encoded = withHandle(handle, this.#deltas)
    this.#encoded.set(handle, encoded)
    return encoded
  }
}
