interface Event {
  readonly at: number
  /** Of two at one moment, the one that was asked for first comes first. */
  readonly order: number
  readonly callback: () => void
  cancelled: boolean
}

/** Wall time at the start of every history, ms since the Unix epoch. */
export const epoch = 1_700_000_000_000

/** So often Node's event loop has a turn: without any no timeout of a test would ever come, and no message to its process. */
const turnEvery = 64

/**
 * Lets all promises that can settle do so. Nothing in a simulated world awaits anything else but events of its timeline, so
 * there is mostly no need to go through Node's event loop, which takes four times as long: the next tick comes when none is left.
 */
function settled(turn: number): Promise<void> {
  return new Promise((resolve) => (turn % turnEvery === 0 ? setImmediate(resolve) : process.nextTick(resolve)))
}

/** Time that passes when told to, the same for everything in a world, whatever a device's own clock says. In ms. */
export class Timeline {
  #elapsed = 0
  #order = 0
  #turns = 0
  /** A binary heap. */
  readonly #events: Event[] = []

  get elapsed(): number {
    return this.#elapsed
  }

  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void {
    const event: Event = { at: this.#elapsed + Math.max(0, ms), order: this.#order++, callback, cancelled: false }
    this.#push(event)
    return () => {
      event.cancelled = true
    }
  }

  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve))
  }

  /** What falls due is called in order, and all that it leads to at once is done before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms
    // Outside of promises the next tick would come before them.
    await Promise.resolve()
    await settled(this.#turns++)
    for (let next = this.#events[0]; next !== undefined && next.at <= end; next = this.#events[0]) {
      this.#pop()
      if (next.cancelled) continue
      this.#elapsed = next.at
      next.callback()
      await settled(this.#turns++)
    }
    this.#elapsed = end
  }

  #push(event: Event): void {
    const events = this.#events
    let at = events.length
    for (let above = (at - 1) >> 1; at > 0; at = above, above = (at - 1) >> 1) {
      const parent = events[above]
      if (parent === undefined || !before(event, parent)) break
      events[at] = parent
    }
    events[at] = event
  }

  #pop(): void {
    const events = this.#events
    const last = events.pop()
    if (last === undefined || events.length === 0) return
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const [one, other] = [events[left], events[left + 1]]
      if (one === undefined) break
      const below = other !== undefined && before(other, one) ? left + 1 : left
      const child = events[below]
      if (child === undefined || !before(child, last)) break
      events[at] = child
      at = below
    }
    events[at] = last
  }
}

function before(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
