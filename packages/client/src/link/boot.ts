import type { TorsorError } from '@torsor/core'
import { generateId } from '@torsor/core/view'
import { proxy, wrap } from 'comlink'
import { asTorsorError, unwrap } from '../channel/answer.js'
import type { AskToken, ConnectRequest, RemoteApi, WorkerApi } from '../channel/api.js'
import type { PageWorld } from '../page/world.js'
import { within } from './deadline.js'
import { workerDied, workerError, workerSilent, workerThrew } from './failure.js'
import { silenceMs, watchVitalSigns } from './vital-signs.js'

/** One worker that answered. */
export interface RunningWorker {
  readonly api: RemoteApi
  /** Aborts, with the reason, when this worker has died or was ended. */
  readonly gone: AbortSignal
}

export interface BootOptions {
  readonly make: () => Worker
  readonly request: Omit<ConnectRequest, 'lifeLock'>
  readonly token: AskToken
  readonly world: PageWorld
  readonly answerMs: number
}

export interface Boot {
  /** Rejects with `worker-failed` or `schema-mismatch`; the worker is ended then. */
  readonly running: Promise<RunningWorker>
  end(reason: TorsorError): void
}

/** Starts one worker and follows it to its end. */
export function bootWorker({ make, request, token, world, answerMs }: BootOptions): Boot {
  const gone = new AbortController()
  const lifeLock = `torsor-worker-${generateId(world.randomBytes)}`
  let worker: Worker | null = null

  const end = (reason: TorsorError): void => {
    if (gone.signal.aborted) return
    worker?.terminate()
    gone.abort(reason)
  }

  const start = async (): Promise<RunningWorker> => {
    try {
      worker = make()
    } catch (error) {
      throw workerThrew(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
    }
    worker.addEventListener('error', (event) => {
      // Reported through the client's onError: not a second time as an uncaught error of the page.
      event.preventDefault()
      end(workerError(event))
    })
    worker.addEventListener('messageerror', () => end(workerThrew('a message could not be read')))
    const api = wrap<WorkerApi>(worker) as unknown as RemoteApi
    const connecting = api.connect({ ...request, lifeLock }, proxy(token))
    const connected = unwrap(
      await within(connecting, { milliseconds: answerMs, after: world.after, late: () => workerSilent(answerMs), signal: gone.signal }),
    )
    const stop = watchVitalSigns(
      world,
      connected.holdsLifeLock ? lifeLock : null,
      () => api.ping(),
      (how) => end(how === 'gone' ? workerDied() : workerSilent(silenceMs)),
    )
    gone.signal.addEventListener('abort', stop, { once: true })
    return { api, gone: gone.signal }
  }

  const running = start().catch((error: unknown) => {
    const reason = asTorsorError(error)
    end(reason)
    throw reason
  })
  return { running, end }
}
