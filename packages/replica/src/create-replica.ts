import { hex, type AnySchema, type TorsorError } from '@torsor/core'
import { createMemoryStorage, openMemory, type OpenStore } from '@torsor/store'
import { createHost } from './engine/host.js'
import { createSpace, type Space } from './space/index.js'
import { createMemoryChannels, createMemoryLocks } from './world/memory-world.js'
import { nodeRandomness, openNodeSocket, systemClock } from './world/node-world.js'
import type { LockManagerLike, OpenChannel } from './world/ports.js'

/** Where a replica keeps what it has: `memoryStore()`, or anything with the store port. */
export interface ReplicaStorage {
  readonly kind: string
  readonly open: OpenStore
}

/** Gone with the process: what is not at a relay by then is lost. */
export function memoryStore(): ReplicaStorage {
  return { kind: 'memory', open: createMemoryStorage().open }
}

interface Neighbourhood {
  readonly locks: LockManagerLike
  readonly openChannel: OpenChannel
}

/** Replicas of one process on one storage are to each other what tabs are. */
const neighbourhoods = new WeakMap<ReplicaStorage, Neighbourhood>()

function neighbourhoodOf(storage: ReplicaStorage): Neighbourhood {
  let found = neighbourhoods.get(storage)
  if (found === undefined) neighbourhoods.set(storage, (found = { locks: createMemoryLocks(), openChannel: createMemoryChannels() }))
  return found
}

export interface ReplicaOptions<S extends AnySchema> {
  readonly schema: S
  readonly space: string
  /** ws: or wss: URL. */
  readonly relay: string
  readonly auth?: () => string | null | Promise<string | null>
  /** Default: `memoryStore()`. */
  readonly store?: ReplicaStorage
  /** Closes the replica when aborted. */
  readonly signal?: AbortSignal
  readonly onError?: (error: TorsorError) => void
}

/** A space without a browser: the same face as a tab's. */
export interface Replica<S extends AnySchema> extends Space<S>, AsyncDisposable {
  close(): Promise<void>
}

export function createReplica<S extends AnySchema>(options: ReplicaOptions<S>): Replica<S> {
  const { schema, space: name, relay, auth, signal } = options
  const store = options.store ?? memoryStore()
  const host = createHost(
    { schema, relay, user: null, token: () => Promise.resolve(auth?.() ?? null) },
    {
      clock: systemClock,
      random: nodeRandomness,
      ...neighbourhoodOf(store),
      openStore: store.open,
      openFallbackStore: openMemory,
      openSocket: openNodeSocket,
      storageNames: () => Promise.resolve([]),
    },
  )
  const control = createSpace({
    schema,
    name,
    port: host.open(name),
    face: hex(nodeRandomness.bytes(8)),
    random: nodeRandomness.bytes,
    onError: options.onError ?? (() => undefined),
  })
  const close = async (): Promise<void> => {
    await control.close()
    await host.close()
  }
  signal?.addEventListener('abort', () => void close(), { once: true })
  return Object.defineProperties(Object.create(null), {
    ...Object.getOwnPropertyDescriptors(control.space),
    close: { value: close, enumerable: true },
    [Symbol.asyncDispose]: { value: close },
  }) as Replica<S>
}
