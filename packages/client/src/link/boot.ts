import { TorsorError } from '@torsor/core'
import { generateId } from '@torsor/core/view'
import { unwrap } from '../channel/answer.js'
import type { AskToken, ConnectRequest, RemoteApi } from '../channel/api.js'
import { connectCalls } from '../channel/calls.js'
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
  const ended = new AbortController()
  const gone = ended.signal
  const lifeLock = `torsor-worker-${generateId(world.randomBytes)}`
  let worker: Worker | undefined

  const end = (reason: TorsorError): void => {
    if (gone.aborted) return
    worker?.terminate()
    ended.abort(reason)
  }

  const start = async (): Promise<RunningWorker> => {
    worker = make()
    worker.addEventListener('error', (event) => {
      // Reported through the client's onError: not a second time as an uncaught error of the page.
      event.preventDefault()
      end(workerError(event))
    })
    worker.addEventListener('messageerror', () => end(workerThrew('a message that cannot be read')))
    const api = connectCalls<RemoteApi>(worker, { token })
    const connecting = api.connect({ ...request, lifeLock })
    const late = (): TorsorError => workerSilent(answerMs)
    const { holdsLifeLock } = unwrap(await within(connecting, { milliseconds: answerMs, after: world.after, late, signal: gone }))
    const stop = watchVitalSigns(world, holdsLifeLock ? lifeLock : null, api.ping, (how) =>
      end(how === 'gone' ? workerDied() : workerSilent(silenceMs)),
    )
    gone.addEventListener('abort', stop)
    return { api, gone }
  }

  const running = start().catch((error: unknown) => {
    const reason = error instanceof TorsorError ? error : workerThrew(String(error))
    end(reason)
    throw reason
  })
  return { running, end }
}
