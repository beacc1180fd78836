import type { Channel, LockManagerLike, LockMode, OpenChannel, Release } from './ports.js'

interface Lock {
  readonly mode: LockMode
}

interface Request {
  readonly mode: LockMode
  readonly grant: (release: Release) => void
}

/** Locks among the replicas of one process, with the queueing of the Web Locks API: first come, first served. */
export function createMemoryLocks(): LockManagerLike {
  const held = new Map<string, Set<Lock>>()
  const queues = new Map<string, Request[]>()

  const fits = (name: string, mode: LockMode): boolean => {
    const locks = held.get(name)
    if (locks === undefined || locks.size === 0) return true
    return mode === 'shared' && [...locks].every((lock) => lock.mode === 'shared')
  }
  const take = (name: string, mode: LockMode): Release => {
    const lock: Lock = { mode }
    const locks = held.get(name) ?? new Set()
    held.set(name, locks.add(lock))
    return () => {
      if (locks.delete(lock)) advance(name)
    }
  }
  const advance = (name: string): void => {
    const queue = queues.get(name) ?? []
    for (let next = queue[0]; next !== undefined && fits(name, next.mode); next = queue[0]) {
      queue.shift()
      next.grant(take(name, next.mode))
    }
  }

  return {
    acquire(name, mode, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error)
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        const request: Request = { mode, grant: resolve }
        queue.push(request)
        signal?.addEventListener('abort', () => {
          const at = queue.indexOf(request)
          if (at < 0) return
          queue.splice(at, 1)
          reject(signal.reason as Error)
          advance(name)
        })
        advance(name)
      })
    },
    tryAcquire(name, mode) {
      const free = (queues.get(name)?.length ?? 0) === 0 && fits(name, mode)
      return Promise.resolve(free ? take(name, mode) : null)
    },
  }
}

/** Channels among the replicas of one process; messages are cloned, and arrive in a later task, as a browser's do. */
export function createMemoryChannels(): OpenChannel {
  const members = new Map<string, Set<(message: unknown) => void>>()
  return (name, listener): Channel => {
    const listeners = members.get(name) ?? new Set()
    members.set(name, listeners.add(listener))
    return {
      post(message) {
        const copy: unknown = structuredClone(message)
        for (const other of listeners) if (other !== listener) queueMicrotask(() => listeners.has(other) && other(copy))
      },
      close() {
        listeners.delete(listener)
      },
    }
  }
}
