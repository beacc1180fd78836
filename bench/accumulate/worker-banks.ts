import { createBank, type Bank } from './bank.js'
import type { Banks } from './banks.js'
import type { Share } from './deal.js'
import { kernelsHere } from './kernels.js'
import type { AlgebraName, Target } from './workload.js'

type Request =
  | { readonly type: 'share'; readonly kernel: string; readonly share: Share }
  | { readonly type: 'accumulate'; readonly algebra: AlgebraName; readonly target: Target; readonly repetitions: number }

/** A worker, of Node or of the web. It answers every message with one. */
export interface WorkerPort {
  ask(message: Request): Promise<unknown>
  close(): Promise<void>
}

export interface WorkerPool {
  /** Each bank in a worker of its own: all at once. The pool's last banks are then no more. */
  openBanks(kernel: string, shares: readonly Share[]): Promise<Banks>
  close(): Promise<void>
}

/** Workers stay for the banks that come after: warm, and because Firefox hangs where a worker ends one and starts the next. */
export function createWorkerPool(openWorker: () => WorkerPort): WorkerPool {
  const workers: WorkerPort[] = []
  return {
    async openBanks(kernel, shares) {
      while (workers.length < shares.length) workers.push(openWorker())
      const banks = workers.slice(0, shares.length)
      await Promise.all(banks.map((bank, at) => bank.ask({ type: 'share', kernel, share: shares[at] as Share })))
      return {
        accumulate: async (algebra, target, repetitions) =>
          (await Promise.all(banks.map((worker) => worker.ask({ type: 'accumulate', algebra, target, repetitions })))) as Int32Array[],
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

/** The other end: what a worker answers. */
export function createBankWorker(): (message: Request) => Int32Array | null {
  let bank: Bank | undefined
  return (message) => {
    if (message.type === 'share') {
      const createKernel = kernelsHere()[message.kernel]
      if (createKernel === undefined) throw new Error(`A worker has no kernel ${message.kernel}`)
      bank = createBank(createKernel, message.share)
      return null
    }
    if (bank === undefined) throw new Error('A bank must have its share before it accumulates')
    for (let done = 0; done < message.repetitions; done++) bank.accumulate(message.algebra, message.target)
    return bank.value(message.target)
  }
}
