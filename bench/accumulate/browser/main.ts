import { kernelsHere } from '../kernels.js'
import { main } from '../main.js'
import type { Options } from '../arguments.js'
import type { WorkerPort } from '../worker-banks.js'

// A worker: gets the options, posts the lines it would print, and at the end whether all was as it must be.
addEventListener('message', ({ data }: MessageEvent<Options>) => {
  const environment = {
    description: `${navigator.userAgent}, ${navigator.hardwareConcurrency} processors`,
    kernels: kernelsHere(),
    log: (line: string): void => postMessage({ line }),
    openWorker,
  }
  main(data, environment).then(
    (same) => postMessage({ same }),
    (error: unknown) => postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})

function openWorker(): WorkerPort {
  const url = new URL('browser-bank.js', location.href)
  const worker = new Worker(url, { type: 'module' })
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(`A bank's worker failed: ${message}`))
        worker.postMessage(message)
      }),
    async close() {
      worker.terminate()
    },
  }
}
