import { TorsorError } from '@torsor/core'
import type { Clock } from '../world/ports.js'

/** A storage that has refused what it may take when tried again is given up after so long. */
const PATIENCE_MS = 5_000

/** Tells when a storage is to be given up: it refuses for good, or has refused everything for a while. */
export class Health {
  readonly #clock: Clock
  readonly #gaveUp: () => void
  #failingSince: number | null = null

  constructor(clock: Clock, gaveUp: () => void) {
    this.#clock = clock
    this.#gaveUp = gaveUp
  }

  succeeded(): void {
    this.#failingSince = null
  }

  failed(error: unknown): void {
    if (!(error instanceof TorsorError) || (error.code !== 'storage-failed' && error.code !== 'storage-incompatible')) return
    const now = this.#clock.elapsed()
    this.#failingSince ??= now
    if (!error.retryable || now - this.#failingSince >= PATIENCE_MS) this.#gaveUp()
  }
}
