import type { TorsorError } from '@torsor/core'
import { unwrap } from '../channel/answer.js'
import type { Answer, RemoteApi } from '../channel/api.js'
import type { PageWorld } from '../page/world.js'
import { bootWorker, type Boot, type BootOptions, type RunningWorker } from './boot.js'
import { within } from './deadline.js'
import { clientClosed, workerSilent } from './failure.js'

/** A worker that has never answered is a mistake in the app sooner than bad luck. */
const attemptsBeforeGivingUp = 3
const backOffMs = { first: 250, most: 30_000 }
/** A worker that has run for so long did not die of its start: the next one starts without a wait. */
const steadyMs = 10_000

/** What a space does as workers come and go. */
export interface WorkerUser {
  up(worker: RunningWorker): void
  down(attempt: number): void
  /** No worker will ever come. */
  failed(error: TorsorError): void
}

export interface WorkerLink {
  /** Starts the worker where none runs, and tells of every one that comes, at once where one is there. */
  use(user: WorkerUser): () => void
  /** Calls whichever worker runs, once one does. Always settles. */
  call<T>(work: (api: RemoteApi) => Promise<Answer<T>>, milliseconds: number): Promise<T>
  readonly current: RunningWorker | null
  /** It stored something: should it die it was not of its start. */
  thrives(): void
  close(error?: TorsorError): void
}

export interface WorkerLinkOptions extends Omit<BootOptions, 'request'> {
  readonly request: () => BootOptions['request']
  readonly world: PageWorld
  readonly onError: (error: TorsorError) => void
}

export function createWorkerLink(options: WorkerLinkOptions): WorkerLink {
  const { world, onError } = options
  const { after } = world
  const users = new Set<WorkerUser>()
  let boot: Boot | null = null
  let current: RunningWorker | null = null
  let cancelRestart: (() => void) | null = null
  let hasAnswered = false
  let attempt = 0
  let failure: TorsorError | null = null

  const start = (): void => {
    if (boot !== null || cancelRestart !== null || failure !== null) return
    boot = bootWorker({ ...options, request: options.request() })
    boot.running.then((worker) => {
      if (failure !== null) return
      hasAnswered = true
      current = worker
      const cancelSteady = after(steadyMs, () => {
        attempt = 0
      })
      worker.gone.addEventListener('abort', () => {
        cancelSteady()
        lost(worker.gone.reason)
      })
      for (const user of users) user.up(worker)
    }, lost)
  }

  const lost = (error: TorsorError): void => {
    boot = current = null
    if (failure !== null) return
    attempt += 1
    onError(error)
    if (error.code === 'schema-mismatch' || (!hasAnswered && attempt >= attemptsBeforeGivingUp)) return fail(error)
    for (const user of users) user.down(attempt)
    const longest = Math.min(backOffMs.most, backOffMs.first * 2 ** (attempt - 1))
    cancelRestart = after(longest * (0.5 + world.random() / 2), () => {
      cancelRestart = null
      start()
    })
  }

  const fail = (error: TorsorError): void => {
    if (failure !== null) return
    failure = error
    cancelRestart?.()
    for (const user of [...users]) user.failed(error)
    users.clear()
  }

  const use = (user: WorkerUser): (() => void) => {
    if (failure !== null) user.failed(failure)
    else {
      users.add(user)
      if (current === null) start()
      else user.up(current)
    }
    return () => {
      users.delete(user)
    }
  }

  return {
    use,
    async call(work, milliseconds) {
      const deadline = { milliseconds, after, late: () => workerSilent(milliseconds) }
      let leave = (): void => undefined
      try {
        const running = new Promise<RunningWorker>((up, failed) => {
          leave = use({ up, down: () => undefined, failed })
        })
        const worker = await within(running, deadline)
        return unwrap(await within(work(worker.api), { ...deadline, signal: worker.gone }))
      } finally {
        leave()
      }
    },
    get current() {
      return current
    },
    thrives() {
      attempt = 0
    },
    close(error = clientClosed()) {
      fail(error)
      boot?.end(error)
    },
  }
}
