import { vi } from 'vitest'

/** Histories per law. A fixed seed makes a run in CI repeatable; `TORSOR_SEED` and `TORSOR_RUNS` search further. */
export const RUNS = Number(process.env['TORSOR_RUNS'] ?? 1000)
const SEED = Number(process.env['TORSOR_SEED'] ?? 20_240_117)

// A longer search takes longer.
vi.setConfig({ testTimeout: 60_000 * Math.max(1, RUNS / 1000) })

export interface RunParameters {
  readonly numRuns: number
  readonly seed: number
}

/** For laws whose single run costs more than a history: a share of them. */
export function runs(share = 1): RunParameters {
  return { numRuns: Math.max(20, Math.round(RUNS * share)), seed: SEED }
}
