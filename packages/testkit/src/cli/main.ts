#!/usr/bin/env node
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { parseArguments, usage, type CliOptions } from './arguments.js'
import type { PlayerMessage } from './player.js'
import { Tally } from './tally.js'

/** Failures are shrunk and shown one by one; so many are enough to see what they have in common. */
const mostFailures = 5

async function run(options: CliOptions): Promise<number> {
  const tally = new Tally()
  let end = performance.now() + options.minutes * 60_000
  // Whoever stops a long run wants to know what it was.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (end = 0))
  const last = options.first + options.seeds
  let next = options.first
  const playAll = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('player.js', import.meta.url), {
        workerData: options,
        resourceLimits: { maxYoungGenerationSizeMb: 64 },
      })
      const go = (): void => {
        if (next < last && performance.now() < end && tally.failures < mostFailures) worker.postMessage(next++)
        else void worker.terminate().then(() => resolve())
      }
      worker.on('error', reject)
      worker.on('message', (message: PlayerMessage) => {
        if (message.type === 'played') tally.add(message.report)
        else tally.fail(message.message)
        go()
      })
      go()
    })
  await Promise.all(Array.from({ length: Math.max(1, Math.min(options.workers, options.seeds)) }, playAll))
  console.log(tally.toString())
  return tally.failures === 0 ? 0 : 1
}

try {
  process.exitCode = await run(parseArguments(process.argv.slice(2), availableParallelism()))
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exitCode = 2
}
