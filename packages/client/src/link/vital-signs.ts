import type { PageWorld } from '../page/world.js'

const beatMs = 5_000
/** In beats, not in ms: a laptop that slept for an hour has missed one beat, not seven hundred. */
const beatsUntilDead = 6
export const silenceMs: number = beatMs * beatsUntilDead

/** Tells once when a worker has died: its life lock became free, or it stopped answering. Returns the way to stop watching. */
export function watchVitalSigns(
  { after, locks }: Pick<PageWorld, 'after' | 'locks'>,
  lifeLock: string | null,
  ping: () => Promise<void>,
  died: (how: 'gone' | 'silent') => void,
): () => void {
  const stopped = new AbortController()
  const { signal } = stopped
  const die = (how: 'gone' | 'silent'): void => {
    if (signal.aborted) return
    stopped.abort()
    died(how)
  }
  if (lifeLock !== null) {
    // Rejects when the signal aborts it, which says nothing new.
    locks?.request(lifeLock, { signal }, () => die('gone')).catch(() => undefined)
  }

  let missed = 0
  let isWaiting = false
  const beat = (): void => {
    if (signal.aborted) return
    missed = isWaiting ? missed + 1 : 0
    if (missed >= beatsUntilDead) return die('silent')
    if (!isWaiting) {
      isWaiting = true
      void ping().then(() => {
        isWaiting = false
      })
    }
    after(beatMs, beat)
  }
  after(beatMs, beat)
  return () => stopped.abort()
}
