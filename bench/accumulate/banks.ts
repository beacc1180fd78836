import { createBank, type CreateKernel } from './bank.js'
import type { Share } from './deal.js'
import type { AlgebraName, Target } from './workload.js'

/** All the banks of a run. */
export interface Banks {
  /** Every bank accumulates its share from nothing, that many times over; gives what each came to the last time. */
  accumulate(algebra: AlgebraName, target: Target, repetitions: number): Promise<readonly Int32Array[]>
}

/** In this thread, one bank after the other. */
export function createLocalBanks(createKernel: CreateKernel, shares: readonly Share[]): Banks {
  const banks = shares.map((share) => createBank(createKernel, share))
  return {
    async accumulate(algebra, target, repetitions) {
      // Bank after bank in each repetition: otherwise one small share would stay in the nearest cache all the while.
      for (let done = 0; done < repetitions; done++) for (const bank of banks) bank.accumulate(algebra, target)
      return banks.map((bank) => bank.value(target))
    },
  }
}
