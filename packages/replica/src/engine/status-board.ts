import type { ClientState } from '@torsor/protocol'
import type { Entry } from '../outbox/entry.js'
import type { StatusRecord } from '../space/engine-port.js'
import type { StorageStatus } from '../space/status.js'
import type { Verified } from './compare.js'
import { catchingUpOf, connectionOf, pendingOf, unknownStatus, type SharedStatus } from './status.js'

/** What only this tab knows of itself. */
export interface OwnStatus {
  readonly ready: boolean
  readonly lastSyncedAt: number | null
  readonly entries: readonly Entry[]
  readonly durability: StatusRecord['durability']
  readonly role: StatusRecord['role']
}

/** Puts together what an app is told: the leading tab knows the session, every tab knows the disk. */
export class StatusBoard {
  readonly #changed: () => void
  #shared: SharedStatus = unknownStatus
  /** The session's reference has been adopted: until then a device that looks connected is still catching up. */
  #adopted = false
  #storage: StorageStatus | null = null
  #told = ''
  #saysPending = false

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** The app was told that something waits. */
  get saysPending(): boolean {
    return this.#saysPending
  }

  get shared(): SharedStatus {
    return this.#shared
  }

  /** The session of this tab moved. */
  session(state: ClientState, retryAt: number | null): void {
    if (state.name !== 'live') this.#adopted = false
    const waits = state.name === 'live' && !this.#adopted
    const catchingUp = waits ? (this.#shared.catchingUp ?? { received: 0, total: null }) : catchingUpOf(state)
    this.receive({ connection: connectionOf(state, retryAt), catchingUp, verified: this.#shared.verified })
  }

  /** The reference is the relay's, at this place. */
  verified(verified: Verified): void {
    this.#adopted = true
    const catchingUp = this.#shared.connection.state === 'connected' ? null : this.#shared.catchingUp
    this.receive({ ...this.#shared, catchingUp, verified })
  }

  /** How much room there is. */
  stores(storage: StorageStatus | null): void {
    this.#storage = storage
    this.#changed()
  }

  /** The leading tab told what it knows. */
  receive(shared: SharedStatus): void {
    const same = JSON.stringify(shared) === JSON.stringify(this.#shared)
    this.#shared = shared
    if (!same) this.#changed()
  }

  /** The whole status, or null when it is what was told last. */
  news({ entries, ...own }: OwnStatus): StatusRecord | null {
    const status: StatusRecord = { ...this.#shared, ...own, storage: this.#storage, pending: pendingOf(entries) }
    this.#saysPending = status.pending.batches > 0
    const text = JSON.stringify(status)
    if (text === this.#told) return null
    this.#told = text
    return status
  }
}
