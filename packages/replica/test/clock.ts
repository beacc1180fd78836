import type { Clock } from '../src/world/ports.js'

/** A clock that moves when told to. */
export class ManualClock implements Clock {
  #now = 1_000_000
  readonly #timers = new Map<number, { at: number; callback: () => void }>()
  #next = 1

  now(): number {
    return this.#now
  }

  elapsed(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): () => void {
    const key = this.#next++
    this.#timers.set(key, { at: this.#now + ms, callback })
    return () => {
      this.#timers.delete(key)
    }
  }

  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).toSorted(([a, x], [b, y]) => x.at - y.at || a - b)[0]
      if (due === undefined) break
      this.#timers.delete(due[0])
      this.#now = Math.max(this.#now, due[1].at)
      due[1].callback()
    }
    this.#now = end
  }
}
