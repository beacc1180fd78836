import { availableParallelism, cpus } from 'node:os'
import { Worker } from 'node:worker_threads'
import { parseArguments, usage, UsageError, type Options } from '../arguments.js'
import { kernelsHere, type Kernels } from '../kernels.js'
import { main, type Environment } from '../main.js'
import type { WorkerPort } from '../worker-banks.js'

/** What only the launcher knows. */
export interface Launcher {
  /** The bundle of node/bank.ts. */
  readonly bank: URL
  readonly inBrowsers: (options: Options) => Promise<boolean>
  /** Others than those to be had here. */
  readonly kernels?: Kernels
}

/** Exit codes: 0 all is equal, 1 something differs, 2 the command cannot be run. */
export async function run(args: readonly string[], { bank, inBrowsers, kernels = kernelsHere() }: Launcher): Promise<number> {
  try {
    const options = parseArguments(args)
    const same = options.browsers.length > 0 ? await inBrowsers(options) : await main(options, createEnvironment(bank, kernels))
    return same ? 0 : 1
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\n\n${usage}`)
    return 2
  }
}

function createEnvironment(bank: URL, kernels: Kernels): Environment {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor'
  return {
    description: `Node ${process.versions.node} (V8 ${process.versions.v8}), ${model}, ${availableParallelism()} processors`,
    kernels,
    log: (line) => console.log(line),
    openWorker: () => openWorker(bank),
  }
}

function openWorker(bank: URL): WorkerPort {
  const worker = new Worker(bank)
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject)
        worker.once('message', (answer) => {
          worker.off('error', reject)
          resolve(answer)
        })
        worker.postMessage(message)
      }),
    async close() {
      await worker.terminate()
    },
  }
}
