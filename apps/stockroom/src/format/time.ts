import { useSyncExternalStore } from 'react'

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' })
const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "just now", "3 min. ago", "yesterday". */
export function showAgo(at: number, now: number): string {
  const seconds = Math.max(0, (now - at) / 1000)
  const step = steps.find(([, length]) => seconds >= length)
  return step === undefined ? 'just now' : relative.format(-Math.floor(seconds / step[1]), step[0])
}

const renewedEveryMs = 20_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

function tick() {
  now = Date.now()
  for (const listener of listeners) listener()
}

/** One timer for all that show an age, and none while nothing does. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, renewedEveryMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, renewed often enough for `showAgo`. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
