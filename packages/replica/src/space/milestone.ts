import type { TorsorError } from '@torsor/core'

/** "Every write up to this number has got there", but for those that were refused before. */
export interface Milestone {
  reach(through: number): void
  /** This write will never get there, though later ones may. No-op where it is there already. */
  refuse(number: number, error: TorsorError): void
  /** Throws where the write was refused. */
  has(number: number): boolean
  /** Every write up to this one is there or was refused. */
  isSettled(number: number): boolean
}

export function createMilestone(): Milestone {
  let reached = 0
  const refused = new Map<number, TorsorError>()
  return {
    reach(through) {
      reached = Math.max(reached, through)
    },
    refuse(number, error) {
      if (number > reached) refused.set(number, error)
    },
    has(number) {
      const error = refused.get(number)
      if (error !== undefined) throw error
      return number <= reached
    },
    isSettled: (number) => number - reached <= [...refused.keys()].filter((other) => other > reached && other <= number).length,
  }
}
