import { TorsorError } from '@torsor/core'

type Failure = TorsorError<'worker-failed'>

const rightLine = "worker: () => new Worker(new URL('./replica.worker.ts', import.meta.url), { type: 'module' })"
const rightFile = "import { serveReplica } from '@torsor/client/worker'; import { schema } from './schema'; serveReplica(schema)"

/** @param data `line`: what the app is to write. */
function failure(what: string, data: { readonly reason: string; readonly line?: string; readonly detail?: string }): Failure {
  return new TorsorError('worker-failed', `The replica worker ${what}.${data.line === undefined ? '' : ` It takes this: ${data.line}`}`, {
    retryable: true,
    data: { ...data },
  })
}

/** The browser says no more than "error" when a worker's file cannot be loaded; the bundler must see the URL inside `new Worker(…)`. */
export function workerNotFound(): Failure {
  return failure('did not load', { reason: 'not-found', line: rightLine })
}

export function workerSilent(milliseconds: number): Failure {
  return failure(`did not answer within ${milliseconds / 1000} s`, { reason: 'silent', line: rightFile })
}

export function workerThrew(detail: string): Failure {
  return failure(`threw ${detail}`, { reason: 'threw', detail, line: rightFile })
}

/** It is started again, and what it had not stored is sent to it again. */
export function workerDied(): Failure {
  return failure('ended', { reason: 'died' })
}

export function workerError(event: Event): Failure {
  if (!(event instanceof ErrorEvent) || event.message === '') return workerNotFound()
  return workerThrew(event.filename === '' ? event.message : `${event.message} (${event.filename}:${event.lineno})`)
}

export function noWorkerHere(): Failure {
  return new TorsorError('worker-failed', 'There is no Worker here: write in the browser, or with createReplica() in Node.', {
    data: { reason: 'no-worker' },
  })
}

export function clientClosed(): TorsorError<'client-closed'> {
  return new TorsorError('client-closed', 'The client is closed.')
}
