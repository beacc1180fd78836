import type { Stamp } from '../delta/types.js'

/** Stamps to a millisecond: room for 1,024 edits of one register in one, before a clock runs ahead of its device. */
const PER_MILLISECOND = 1024

/** The stamp of a time given in ms since the Unix epoch. A time before it, or past the safe integers, is the nearest stamp. */
export function stampOf(milliseconds: number): Stamp {
  const stamp = Math.floor(milliseconds * PER_MILLISECOND)
  return Math.min(Math.max(stamp, 1), Number.MAX_SAFE_INTEGER)
}

/** In ms since the Unix epoch, with fractions. */
export function millisecondsOf(stamp: Stamp): number {
  return stamp / PER_MILLISECOND
}

/**
 * The stamp of an edit made at `nowMs` after one stamped `last` (0: none): the time, or just after `last` where the clock is behind
 * (rule 4). At the end of the safe integers it stays there, and the greater bytes win.
 */
export function nextStamp(last: Stamp, nowMs: number): Stamp {
  return Math.max(stampOf(nowMs), Math.min(last + 1, Number.MAX_SAFE_INTEGER))
}

/** A clock whose stamps only grow, whatever its source of time does. */
export interface HybridClock {
  /** The greatest stamp given or seen; 0 before the first. */
  readonly last: Stamp
  /** A stamp greater than `last` and than `overwritten`, the stamp of the cell to be written. */
  next(overwritten?: Stamp): Stamp
  /** Takes note of a stamp from elsewhere. */
  observe(stamp: Stamp): void
}

/** `now` gives ms since the Unix epoch. */
export function createHybridClock(now: () => number): HybridClock {
  let last: Stamp = 0
  return {
    get last() {
      return last
    },
    next(overwritten = 0) {
      last = nextStamp(Math.max(last, overwritten), now())
      return last
    },
    observe(stamp) {
      last = Math.max(last, stamp)
    },
  }
}
