import type { Clock } from './ports.js'

/** 0: lets everything go first that waits. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}
