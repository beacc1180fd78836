import * as limits from '../../limits.js'

/** From this attempt on the delay is the longest there is. */
export const longestAttempt: number = 1 + Math.ceil(Math.log2(limits.backoffCapMs / limits.backoffBaseMs))

/**
 * How long to wait before the next try, in ms, after `attempt` connections (1, 2, 3, …) that came to nothing. Doubling,
 * with full jitter: after a relay's restart its clients come back spread over the whole span, not all at once.
 * `random` gives a number from 0 to less than 1.
 */
export function backoffDelay(attempt: number, random: () => number): number {
  const doublings = Math.min(Math.max(attempt, 1), longestAttempt) - 1
  return Math.floor(random() * Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** doublings))
}
