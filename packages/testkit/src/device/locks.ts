import type { LockManagerLike, LockMode, Release } from '@torsor/replica/engine'
import { never, type Process } from '../world/index.js'

interface Held {
  readonly mode: LockMode
  readonly process: Process
}

interface Waiting {
  readonly mode: LockMode
  readonly process: Process
  readonly grant: (release: Release) => void
}

/** The locks of one device: what a dead process held or waited for passes on. */
export class Locks {
  readonly #held = new Map<string, Set<Held>>()
  readonly #queues = new Map<string, Waiting[]>()

  of(process: Process): LockManagerLike {
    return {
      acquire: (name, mode, signal) =>
        new Promise((resolve, reject) => {
          const queue = this.#queues.get(name) ?? []
          this.#queues.set(name, queue)
          const leave = (): void => {
            const at = queue.indexOf(waiting)
            if (at < 0) return
            queue.splice(at, 1)
            this.#advance(name)
          }
          const waiting: Waiting = {
            mode,
            process,
            grant: (release) => {
              process.onDeath(release)
              resolve(release)
            },
          }
          if (!process.alive) return
          process.onDeath(leave)
          signal?.addEventListener('abort', () => {
            leave()
            reject(signal.reason as Error)
          })
          queue.push(waiting)
          this.#advance(name)
        }),
      tryAcquire: (name, mode) => {
        if (!process.alive) return never()
        if ((this.#queues.get(name)?.length ?? 0) > 0 || !this.#fits(name, mode)) return Promise.resolve(null)
        const release = this.#take(name, mode, process)
        process.onDeath(release)
        return Promise.resolve(release)
      },
    }
  }

  /** How many locks a process holds or waits for. */
  count(process: Process): number {
    const of = (all: Iterable<Iterable<{ readonly process: Process }>>): number =>
      [...all].reduce((sum, some) => sum + [...some].filter((one) => one.process === process).length, 0)
    return of(this.#held.values()) + of(this.#queues.values())
  }

  /** The locks by which a frozen process leads pass on, and nobody tells it. */
  stealLead(process: Process): void {
    for (const [name, held] of this.#held) {
      if (!name.endsWith(':leader')) continue
      for (const lock of held) if (lock.process === process) held.delete(lock)
      this.#advance(name)
    }
  }

  #fits(name: string, mode: LockMode): boolean {
    const held = [...(this.#held.get(name) ?? [])]
    return held.length === 0 || (mode === 'shared' && held.every((lock) => lock.mode === 'shared'))
  }

  #take(name: string, mode: LockMode, process: Process): Release {
    const lock: Held = { mode, process }
    const held = this.#held.get(name) ?? new Set()
    this.#held.set(name, held.add(lock))
    return () => {
      if (held.delete(lock)) this.#advance(name)
    }
  }

  #advance(name: string): void {
    const queue = this.#queues.get(name) ?? []
    for (let next = queue[0]; next !== undefined && this.#fits(name, next.mode); next = queue[0]) {
      queue.shift()
      next.grant(this.#take(name, next.mode, next.process))
    }
  }
}
