import type { Change } from '../transactions/change.js'
import type { Channel } from '../world/ports.js'

/** What changed in this tab is told to the others as is. */
export interface ChangeMessage {
  readonly type: 'change'
  readonly change: Change
}

/** The other tabs on the storage. Where none is known to be, or to have been, no change is told. */
export class Neighbours {
  #channel: Channel | null = null
  #met = true

  /** `alone`: no other tab has the storage open. One that comes later is met. */
  connect(channel: Channel, alone: boolean): void {
    this.#channel = channel
    this.#met = !alone
  }

  /** Another tab was heard. */
  meet(): void {
    this.#met = true
  }

  tell(change: Change): void {
    if (this.#met) this.#channel?.post({ type: 'change', change } satisfies ChangeMessage)
  }

  close(): void {
    this.#channel?.close()
    this.#channel = null
  }
}
