interface Timer {
  readonly at: number
  readonly order: number
  readonly callback: () => void
}

/** Wall time at the start of every history. */
export const epoch = 1_700_000_000_000

/** Everything that happens at once is given so many turns of the event loop to work itself out. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** Time that passes when told to, the same for all devices, whatever their own clocks say. */
export class Timeline {
  #elapsed = 0
  #order = 0
  readonly #timers = new Set<Timer>()

  get elapsed(): number {
    return this.#elapsed
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#elapsed + Math.max(0, ms), order: this.#order++, callback }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** What falls due is called in order, and what it leads to gets a turn before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      this.#timers.delete(due)
      this.#elapsed = Math.max(this.#elapsed, due.at)
      due.callback()
      await turns(1)
    }
    this.#elapsed = end
  }

  #due(end: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at > end) continue
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    return first
  }
}
