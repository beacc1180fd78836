import { Timers } from '../driver/timers.js'
import { checkpoint } from '../transactions/checkpoint.js'
import { pruneConfirmed, type Retention } from '../transactions/retention.js'
import type { SpaceCore } from './space-core.js'

const defaultCheckpoint = { bytes: 256 * 1024, rows: 512 }

/** So much log is folded after so long without more of it: the next opening has less to do. */
const QUIET = { bytes: 32 * 1024, ms: 2_000 }

/** Folds the log into pages and drops acknowledged packets past their retention, where there is enough to gain. */
export interface Housekeeping {
  /** The reference moved on. A part of the step that moved it. */
  tidy(): Promise<void>
  close(): void
}

/** `run` runs a step between others. */
export function createHousekeeping(core: SpaceCore, retention: Retention, run: (step: () => Promise<void>) => Promise<void>): Housekeeping {
  const { memory, options, reference, store } = core
  const { bytes, rows } = options.checkpointAfter ?? defaultCheckpoint
  const timers = new Timers<'quiet'>(options.world.clock)

  const fold = async (): Promise<void> => {
    timers.cancel('quiet')
    const clean = await checkpoint(store, memory, reference.dirty)
    if (clean !== null) reference.dirty = clean
  }

  return {
    async tidy() {
      const { dirty } = reference
      if (dirty.bytes > bytes || dirty.rows > rows) await fold()
      else if (dirty.bytes > QUIET.bytes)
        timers.arm('quiet', QUIET.ms, () => {
          // Nobody waits for it: what fails here is tried again with the next row.
          run(fold).catch(() => undefined)
        })
      const now = memory.now()
      if (retention.isDue(memory.accumulator.entries, now)) await core.commit((open) => pruneConfirmed(open, retention, now))
    },
    close() {
      timers.cancelAll()
    },
  }
}
