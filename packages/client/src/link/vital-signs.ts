import type { After, PageWorld } from '../page/world.js'

const beatMs = 5_000
/** In beats, not in ms: a laptop that slept for an hour has missed one beat, not seven hundred. */
const beatsUntilDead = 6

/** Tells once when a worker has died: its life lock became free, or it stopped answering. Returns the way to stop watching. */
export function watchVitalSigns(
  world: Pick<PageWorld, 'after' | 'locks'>,
  lifeLock: string | null,
  ping: () => Promise<void>,
  died: (how: 'gone' | 'silent') => void,
): () => void {
  const stopped = new AbortController()
  const die = (how: 'gone' | 'silent'): void => {
    if (stopped.signal.aborted) return
    stopped.abort()
    died(how)
  }
  if (lifeLock !== null) watchLock(world.locks, lifeLock, stopped.signal, () => die('gone'))
  watchHeartbeat(world.after, ping, stopped.signal, () => die('silent'))
  return () => stopped.abort()
}

function watchLock(locks: LockManager | null, name: string, signal: AbortSignal, free: () => void): void {
  // Rejects when the signal aborts it, which says nothing new.
  locks?.request(name, { signal }, free).catch(() => undefined)
}

function watchHeartbeat(after: After, ping: () => Promise<void>, signal: AbortSignal, silent: () => void): void {
  let missed = 0
  let waiting = false
  const beat = (): void => {
    if (waiting) {
      missed += 1
      if (missed >= beatsUntilDead) return silent()
    } else {
      missed = 0
      waiting = true
      void ping().then(() => {
        waiting = false
      })
    }
    cancel = after(beatMs, beat)
  }
  let cancel = after(beatMs, beat)
  signal.addEventListener('abort', () => cancel(), { once: true })
}

export const silenceMs: number = beatMs * beatsUntilDead
