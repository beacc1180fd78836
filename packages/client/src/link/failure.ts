import { TorsorError } from '@torsor/core'

type Failure = TorsorError<'worker-failed'>

const rightLine = "worker: () => new Worker(new URL('./replica.worker.ts', import.meta.url), { type: 'module' })"
const rightFile = "import { serveReplica } from '@torsor/client/worker'; import { schema } from './schema'; serveReplica(schema)"

/** The browser says no more than "error" when a worker's file cannot be loaded. */
export function workerNotFound(): Failure {
  return new TorsorError(
    'worker-failed',
    `The replica worker was not found: its file did not load (missing, not JavaScript, or of another origin). The URL must be written inside new Worker(…), so that the bundler sees it:\n  ${rightLine}`,
    { retryable: true, data: { reason: 'not-found', line: rightLine } },
  )
}

export function workerSilent(milliseconds: number): Failure {
  return new TorsorError(
    'worker-failed',
    `The replica worker is silent: no answer within ${milliseconds / 1000} s. Does its file call serveReplica with the schema? It should read:\n  ${rightFile}`,
    { retryable: true, data: { reason: 'silent', line: rightFile } },
  )
}

export function workerThrew(detail: string): Failure {
  return new TorsorError('worker-failed', `The replica worker threw: ${detail}\nIts file should read:\n  ${rightFile}`, {
    retryable: true,
    data: { reason: 'threw', detail, line: rightFile },
  })
}

export function workerDied(): Failure {
  return new TorsorError(
    'worker-failed',
    'The replica worker died (closed, crashed or out of memory). It is started again, and what it had not stored is sent to it again.',
    {
      retryable: true,
      data: { reason: 'died' },
    },
  )
}

export function workerError(event: Event): Failure {
  if (!(event instanceof ErrorEvent) || event.message === '') return workerNotFound()
  const place = event.filename === '' ? '' : ` (${event.filename}:${event.lineno})`
  return workerThrew(`${event.message}${place}`)
}

export function noWorkerHere(): Failure {
  return new TorsorError(
    'worker-failed',
    'There is no Worker here (a server?): a client shows an empty view and cannot write. Call mutate() in the browser, or use createReplica of @torsor/replica in Node.',
    {
      data: { reason: 'no-worker' },
    },
  )
}

export function clientClosed(): TorsorError<'client-closed'> {
  return new TorsorError('client-closed', 'The client is closed. Make a new one with createClient().')
}
