import { TorsorError } from '@torsor/core'
import { pause } from '../world/pause.js'
import type { Clock } from '../world/ports.js'

const TRIES = 5
const PAUSE_MS = 200

/** Tries again what a storage says may succeed then: a connection to it is lost now and then, and opened anew. */
export async function patiently<T>(clock: Clock, task: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await task()
    } catch (error) {
      if (left === 0 || !(error instanceof TorsorError) || !error.retryable) throw error
      await pause(clock, PAUSE_MS)
    }
  }
}
