/**
 * Time that passes faster than the benchmark runs: ms that the wall clocks of this process, and of the threads that are
 * handed `shared`, are ahead of the real one.
 */
export class WorldClock {
  readonly shared: SharedArrayBuffer
  readonly #ahead: Float64Array

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)) {
    this.shared = shared
    this.#ahead = new Float64Array(shared)
  }

  /** From now on `Date.now` tells this clock's time. */
  install(): void {
    const real = Date.now.bind(Date)
    Date.now = () => Math.floor(real() + (this.#ahead[0] ?? 0))
  }

  pass(ms: number): void {
    this.#ahead[0] = (this.#ahead[0] ?? 0) + ms
  }
}

/** The clock of this process. Real time, until somebody lets it pass. */
export const worldClock: WorldClock = new WorldClock()
