import type { Clock, LockManagerLike, Release } from '../world/ports.js'

/** How long a hidden tab lets visible ones go first. */
const HIDDEN_DELAY_MS = 1_000

export interface LeadershipOptions {
  readonly locks: LockManagerLike
  readonly clock: Clock
  /** One per space of a storage. */
  readonly name: string
  readonly isVisible: () => boolean
  readonly onChange: (leads: boolean) => void
  /** Tells the other tabs that a visible one would like to lead. */
  readonly claim: () => void
}

/**
 * A lock elects the tab that syncs a space. It passes on when a tab dies; a hidden tab, which browsers may throttle or
 * freeze, hands it to a visible one that asks.
 */
export class Leadership {
  readonly #options: LeadershipOptions
  #release: Release | null = null
  #waiting: AbortController | null = null
  #cancelDelay: (() => void) | null = null
  #closed = false

  constructor(options: LeadershipOptions) {
    this.#options = options
  }

  get leads(): boolean {
    return this.#release !== null
  }

  /** Queues for the lock. */
  compete(): void {
    if (this.#closed || this.#release !== null || this.#waiting !== null) return
    const controller = new AbortController()
    this.#waiting = controller
    this.#options.locks.acquire(this.#options.name, 'exclusive', controller.signal).then(
      (release) => {
        this.#waiting = null
        if (controller.signal.aborted) return release()
        this.#release = release
        this.#options.onChange(true)
      },
      () => {
        if (this.#waiting === controller) this.#waiting = null
      },
    )
    if (this.#options.isVisible()) this.#options.claim()
  }

  /** A visible tab asked to lead. */
  yieldTo(): void {
    if (this.#release === null || this.#options.isVisible()) return
    this.stepDown()
    this.#cancelDelay = this.#options.clock.after(HIDDEN_DELAY_MS, () => {
      this.compete()
    })
  }

  becameVisible(): void {
    if (this.leads) return
    this.#cancelDelay?.()
    if (this.#waiting === null) this.compete()
    else this.#options.claim()
  }

  stepDown(): void {
    const release = this.#release
    if (release === null) return
    this.#release = null
    this.#options.onChange(false)
    release()
  }

  close(): void {
    this.#closed = true
    this.#cancelDelay?.()
    this.#waiting?.abort()
    this.stepDown()
  }
}
