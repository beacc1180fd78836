import type { Parameters } from 'fast-check'

/** How often a law is tried. Longer by `TORSOR_RUNS`; a failure prints the seed, which `TORSOR_SEED` repeats. */
export function runs(usual: number): Parameters<unknown> {
  const { TORSOR_RUNS, TORSOR_SEED } = process.env
  return {
    numRuns: TORSOR_RUNS === undefined ? usual : Number(TORSOR_RUNS),
    ...(TORSOR_SEED === undefined ? {} : { seed: Number(TORSOR_SEED) }),
  }
}
