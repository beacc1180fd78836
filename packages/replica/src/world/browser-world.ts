import { TorsorError } from '@torsor/core'
import { createMemoryChannels, createMemoryLocks } from './memory-world.js'
import type { StorageStatus } from '../space/status.js'
import type { Clock, LockManagerLike, LockMode, OpenChannel, OpenSocket, Randomness, Release } from './ports.js'

/** The next task. Browsers make a timer that another one sets wait for 4 ms; Node counts open ports as work to do, and has no need of them. */
const immediate = 'process' in globalThis ? null : /* @__PURE__ */ createImmediate()

function createImmediate(): (callback: () => void) => void {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => waiting.shift()?.()
  return (callback) => {
    waiting.push(callback)
    port2.postMessage(null)
  }
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, callback) {
    if (ms === 0 && immediate !== null) {
      let cancelled = false
      immediate(() => {
        if (!cancelled) callback()
      })
      return () => {
        cancelled = true
      }
    }
    const timer = setTimeout(callback, ms)
    return () => {
      clearTimeout(timer)
    }
  },
}

export const systemRandomness: Randomness = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => Math.random(),
}

/** Null where a browser tells nothing: outside a secure context, or in an old one. */
export async function browserStorage(): Promise<StorageStatus | null> {
  const manager = (globalThis.navigator as Partial<Navigator> | undefined)?.storage as Partial<StorageManager> | undefined
  if (manager === undefined) return null
  const [persisted = null, estimate] = await Promise.all([manager.persisted?.(), manager.estimate?.()])
  return { persisted, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null }
}

/** Web Locks; where a browser has none (an insecure context), this tab believes itself alone. */
export function browserLocks(): LockManagerLike {
  const manager = (globalThis.navigator as Partial<Navigator> | undefined)?.locks
  return manager === undefined ? createMemoryLocks() : fromWebLocks(manager)
}

function fromWebLocks(manager: LockManager): LockManagerLike {
  const request = (name: string, options: LockOptions): Promise<Release | null> =>
    new Promise((resolve, reject) => {
      manager
        .request(name, options, (lock) => {
          if (lock === null) {
            resolve(null)
            return undefined
          }
          return new Promise<void>((release) => {
            resolve(release)
          })
        })
        .catch(reject)
    })
  return {
    async acquire(name: string, mode: LockMode, signal?: AbortSignal) {
      const release = await request(name, signal === undefined ? { mode } : { mode, signal })
      if (release === null) throw new TorsorError('storage-failed', `the lock "${name}" was not granted`)
      return release
    },
    tryAcquire: (name, mode) => request(name, { mode, ifAvailable: true }),
  }
}

/** BroadcastChannel; where there is none, there are no other tabs to tell. */
export function browserChannels(): OpenChannel {
  if (typeof BroadcastChannel === 'undefined') return createMemoryChannels()
  return (name, listener) => {
    const channel = new BroadcastChannel(name)
    channel.onmessage = (event: MessageEvent<unknown>) => {
      listener(event.data)
    }
    return {
      post(message) {
        channel.postMessage(message)
      },
      close() {
        channel.close()
      },
    }
  }
}

/** Longer than any handshake on a usable link; a captive portal may hold one open for ever. */
const CONNECT_TIMEOUT_MS = 10_000

export const openWebSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  let wasOpen = false
  let ended = false
  const end = (code: number): void => {
    if (ended) return
    ended = true
    clearTimeout(timeout)
    handlers.closed({ code, wasOpen })
  }
  const timeout = setTimeout(() => {
    socket.close()
    end(1006)
  }, CONNECT_TIMEOUT_MS)
  socket.onopen = () => {
    wasOpen = true
    clearTimeout(timeout)
    if (!ended) handlers.open()
  }
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (!ended) handlers.message(event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array(0))
  }
  socket.onclose = (event) => {
    end(event.code)
  }
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>)
    },
    close(code) {
      // A close handshake on a dead link takes as long as the browser likes; what we hear after this moment is nobody's.
      socket.close(code)
      end(code ?? 1000)
    },
  }
}
