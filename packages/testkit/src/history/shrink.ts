import type { Operation } from './operation.js'

/** At most so many histories are tried. */
const most = 400

/**
 * Takes operations out of a failing history as long as it fails without them (delta debugging, Zeller 1999): halves at
 * first, then ever smaller parts. What remains need not fail for the same reason, but it fails.
 */
export async function shrink(
  operations: readonly Operation[],
  fails: (operations: readonly Operation[]) => Promise<boolean>,
): Promise<readonly Operation[]> {
  let kept = operations
  let tries = 0
  for (let size = Math.ceil(kept.length / 2); size >= 1 && tries < most; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length && tries < most; tries++) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)]
      if (await fails(fewer)) kept = fewer
      else at += size
    }
  }
  return kept
}
