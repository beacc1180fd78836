import type { AlgebraName, Target } from './workload.js'

/** How fast some banks accumulated. */
export interface Rate {
  readonly subject: string
  readonly target: Target
  readonly algebra: AlgebraName
  readonly banks: number
  /** M deltas/s. */
  readonly rate: number
  /** What the banks came to; of a file, what all its registers come to. */
  readonly merged: bigint
}

/** What a run found out. */
export interface Findings {
  readonly rates: Rate[]
  /** Merges whose bytes were compared. */
  merges: number
  /** Checks of LOAD, ACCUM, READ and SWAP. */
  checks: number
  /** Everything that was not as it must be. */
  readonly differences: string[]
}
