import { createClient, type Client, type ClientOptions, type Space } from '@torsor/client'
import { TorsorError } from '@torsor/core'
import { onTestFinished } from 'vitest'
import { schema } from './worker/schema.js'

export type S = typeof schema

/** Nobody listens there: everything stays on this device. */
export const nowhere = 'ws://127.0.0.1:9/sync'

let lastUser = 0
/** Storage of its own for a test: users are namespaces. */
export const freshUser = (): string => `user-${Date.now()}-${(lastUser += 1)}`

export interface Tab {
  readonly client: Client<S>
  readonly workers: Worker[]
  readonly errors: TorsorError[]
}

export function workerMaker(): { readonly make: () => Worker; readonly workers: Worker[] } {
  const workers: Worker[] = []
  const make = (): Worker => {
    const worker = new Worker(new URL('./worker/replica.worker.ts', import.meta.url), { type: 'module' })
    workers.push(worker)
    return worker
  }
  return { make, workers }
}

/** A client with a real worker, closed when the test ends. */
export function tab(user: string, options: Partial<ClientOptions<S>> = {}): Tab {
  const { make, workers } = workerMaker()
  const errors: TorsorError[] = []
  const client = createClient({
    schema,
    relay: nowhere,
    user,
    worker: make,
    onError: (error) => errors.push(error),
    ...options,
  })
  onTestFinished(() => client.close())
  return { client, workers, errors }
}

/** Resolves when the view satisfies the condition. */
export function shows(space: Space<S>, condition: (view: ReturnType<Space<S>['store']['getState']>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition(space.store.getState())) return resolve()
    const stop = space.store.subscribe((view) => {
      if (!condition(view)) return
      stop()
      resolve()
    })
  })
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof TorsorError ? error.code : String(error)),
  )
