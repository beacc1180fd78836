import type { AnySchema } from '@torsor/core'
import { createSpace, initialStatus, type EnginePort, type Space } from '@torsor/replica/space'
import { noWorkerHere } from './link/failure.js'
import type { Client, ClientOptions } from './types.js'

/** Where there are no workers: every view is empty, and writing says why it cannot. */
export function createServerClient<S extends AnySchema>({ schema }: ClientOptions<S>): Client<S> {
  const refuse = (): Promise<never> => Promise.reject(noWorkerHere())
  const port: EnginePort = {
    start: () => undefined,
    write: () => undefined,
    reauthenticate: () => undefined,
    inspect: refuse,
    close: () => Promise.resolve(),
  }
  const makeSpace = (name: string): Space<S> => {
    const { space, fail } = createSpace({
      schema,
      name,
      port,
      face: '',
      random: (length) => new Uint8Array(length),
      onError: () => undefined,
    })
    fail(noWorkerHere(), initialStatus.connection)
    return space
  }
  return {
    schema,
    space: makeSpace,
    reauthenticate: () => undefined,
    close: () => Promise.resolve(),
    export: refuse,
    import: refuse,
    erase: refuse,
  }
}
