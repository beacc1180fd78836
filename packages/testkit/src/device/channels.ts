import type { OpenChannel } from '@torsor/replica/engine'
import { clone, type Process, type Random, type Timeline } from '../world/index.js'

interface Member {
  readonly process: Process
  readonly listener: (message: unknown) => void
}

/** The channels of one device: ordered from one tab to another, late, and without what a frozen tab misses. */
export class Channels {
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #members = new Map<string, Set<Member>>()
  /** Of one message to one tab. */
  loss = 0
  lost: () => void = () => undefined

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline
    this.#random = random
  }

  /** How many channels a process has open. */
  count(process: Process): number {
    return [...this.#members.values()].reduce((sum, members) => sum + [...members].filter((member) => member.process === process).length, 0)
  }

  of(process: Process): OpenChannel {
    return (name, listener) => {
      const members = this.#members.get(name) ?? new Set()
      const self: Member = { process, listener }
      this.#members.set(name, members.add(self))
      /** When the last message to another tab arrives. */
      const arrivals = new Map<Member, number>()
      process.onDeath(() => members.delete(self))
      return {
        post: (message) => {
          if (!process.alive) return
          for (const other of members) {
            if (other === self) continue
            if (this.#random.chance(this.loss)) {
              this.lost()
              continue
            }
            const copy = clone(message)
            const at = Math.max(arrivals.get(other) ?? 0, this.#timeline.elapsed + this.#random.between(0, 4))
            arrivals.set(other, at)
            this.#timeline.after(at - this.#timeline.elapsed, () => {
              if (members.has(other)) other.listener(copy)
            })
          }
        },
        close: () => {
          members.delete(self)
        },
      }
    }
  }
}
