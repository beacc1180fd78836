import type { Clock } from '../world/ports.js'

/** Named timers of which each runs at most once at a time. */
export class Timers<Name extends string> {
  readonly #clock: Clock
  readonly #cancels = new Map<Name, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Starts the timer anew. */
  arm(name: Name, ms: number, callback: () => void): void {
    this.cancel(name)
    this.#cancels.set(
      name,
      this.#clock.after(ms, () => {
        this.#cancels.delete(name)
        callback()
      }),
    )
  }

  isArmed(name: Name): boolean {
    return this.#cancels.has(name)
  }

  cancel(...names: readonly Name[]): void {
    for (const name of names) {
      this.#cancels.get(name)?.()
      this.#cancels.delete(name)
    }
  }

  cancelAll(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}
