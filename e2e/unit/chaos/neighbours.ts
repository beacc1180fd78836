import type { LockManagerLike, LockMode, OpenChannel, Release } from '@torsor/replica/engine'
import type { Random } from '../../harness/random.js'
import { never, type Process } from './process.js'
import { turns } from './timeline.js'

interface Held {
  readonly mode: LockMode
}

interface Waiting {
  readonly mode: LockMode
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
        const release = this.#take(name, mode)
        process.onDeath(release)
        return Promise.resolve(release)
      },
    }
  }

  #fits(name: string, mode: LockMode): boolean {
    const held = [...(this.#held.get(name) ?? [])]
    return held.length === 0 || (mode === 'shared' && held.every((lock) => lock.mode === 'shared'))
  }

  #take(name: string, mode: LockMode): Release {
    const lock: Held = { mode }
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
      next.grant(this.#take(name, next.mode))
    }
  }
}

interface Member {
  readonly process: Process
  readonly listener: (message: unknown) => void
}

/** The channels of one device: ordered from one tab to another, late, and without what a frozen tab misses. */
export class Channels {
  readonly #random: Random
  readonly #members = new Map<string, Set<Member>>()
  loss = 0

  constructor(random: Random) {
    this.#random = random
  }

  of(process: Process): OpenChannel {
    return (name, listener) => {
      const members = this.#members.get(name) ?? new Set()
      const self: Member = { process, listener }
      this.#members.set(name, members.add(self))
      const lines = new Map<Member, Promise<void>>()
      process.onDeath(() => members.delete(self))
      return {
        post: (message) => {
          if (!process.alive) return
          for (const other of members) {
            if (other === self || this.#random.chance(this.loss)) continue
            const copy: unknown = structuredClone(message)
            const late = this.#random.between(0, 4)
            const line = (lines.get(other) ?? Promise.resolve()).then(() => turns(late))
            lines.set(
              other,
              line.then(() => {
                if (members.has(other)) other.listener(copy)
              }),
            )
          }
        },
        close: () => {
          members.delete(self)
        },
      }
    }
  }
}
