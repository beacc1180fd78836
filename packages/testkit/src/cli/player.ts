// One thread of torsor-simulate: plays the seeds that it is sent.
import { parentPort, workerData } from 'node:worker_threads'
import { stepsOf } from '../history/index.js'
import { simulate, SimulationFailure, type FailureData, type SimulateReport } from '../simulate.js'
import type { CliOptions } from './arguments.js'

export type PlayerMessage =
  | { readonly type: 'played'; readonly report: SimulateReport }
  | { readonly type: 'failed'; readonly message: string; readonly data: FailureData | null; readonly seed: number }

const { steps, faults, links, only } = workerData as CliOptions

parentPort?.on('message', (seed: number) => {
  void playSeed(seed).then((message) => parentPort?.postMessage(message))
})

async function playSeed(seed: number): Promise<PlayerMessage> {
  try {
    const report = await simulate({
      seed,
      steps: steps ?? stepsOf(seed),
      ...(faults === undefined ? {} : { faults }),
      ...(links === undefined ? {} : { links }),
      ...(only === undefined ? {} : { only }),
    })
    return { type: 'played', report }
  } catch (error) {
    const known = error instanceof SimulationFailure
    return { type: 'failed', seed, message: known ? error.message : String((error as Error).stack), data: known ? error.data : null }
  }
}
