import type { Options } from './arguments.js'
import { createLocalBanks } from './banks.js'
import { reportFolds } from './fold.js'
import type { Kernels } from './kernels.js'
import { report, type Subject } from './report.js'
import { createWorkerPool, type WorkerPort } from './worker-banks.js'

/** What Node and a browser have each in their way. */
export interface Environment {
  readonly description: string
  readonly kernels: Kernels
  log(line: string): void
  openWorker(): WorkerPort
}

/** Returns whether everything was as it must be. */
export async function main(options: Options, { description, kernels, log, openWorker }: Environment): Promise<boolean> {
  const { count, seed, workers, fold } = options
  log(description)
  if (fold) return reportFolds(options, kernels, log)
  log(
    `${count} deltas of 64 bits, splitmix64 from 0x${seed.toString(16)}; ${workers ? 'each bank in a worker of its own' : 'banks one after the other in one thread'}.`,
  )
  const pool = createWorkerPool(openWorker)
  const subjects = Object.entries(kernels).map(([name, createKernel]): Subject => ({
    name,
    createKernel,
    openBanks: async (shares) => (workers ? pool.openBanks(name, shares) : createLocalBanks(createKernel, shares)),
  }))
  if (!Object.hasOwn(kernels, 'wasm')) log('There is no WASM with SIMD here.')
  log('')
  try {
    return await report(options, subjects, log)
  } finally {
    await pool.close()
  }
}
