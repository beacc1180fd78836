import { TorsorError } from '@torsor/core'
import { pause } from '../world/pause.js'
import type { Clock } from '../world/ports.js'

/** As long as a person waits for a page. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 200

/** Tries again what a storage says may succeed then: a connection to it is lost now and then, and opened anew. */
export async function patiently<T>(clock: Clock, task: () => Promise<T>): Promise<T> {
  const end = clock.elapsed() + PATIENCE_MS
  for (;;) {
    try {
      return await task()
    } catch (error) {
      if (clock.elapsed() >= end || !(error instanceof TorsorError) || !error.retryable) throw error
      await pause(clock, PAUSE_MS)
    }
  }
}
