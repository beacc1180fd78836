import type { Process } from './process.js'
import type { Timeline } from './timeline.js'

/** The timers of one process: it hears of none after its death. */
export interface Alarms {
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
  /** How many are set. */
  readonly count: number
}

export function alarmsOf(process: Process, timeline: Timeline): Alarms {
  const set = new Set<() => void>()
  return {
    after: (ms, callback) => {
      const cancel = timeline.after(ms, () => {
        set.delete(stop)
        if (process.alive) callback()
      })
      const stop = (): void => {
        set.delete(stop)
        cancel()
      }
      set.add(stop)
      return stop
    },
    get count() {
      return set.size
    },
  }
}
