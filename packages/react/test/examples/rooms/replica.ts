import { createClient } from '@torsor/client'
import type { MutatorOf, RecordOf } from '@torsor/core'
import { createReplicaHooks } from '@torsor/react'
import { schema } from './schema.js'

export const client = createClient({
  schema,
  relay: 'wss://relay.example/sync',
  user: 'ada',
  auth: async ({ space, signal }) => {
    const response = await fetch(`/token?space=${space}`, { signal })
    return response.ok ? response.text() : null
  },
  worker: () => new Worker(new URL('./replica.worker.ts', import.meta.url), { type: 'module' }),
  onError: (error) => console.error(error.code, error.docs),
})

type Schema = typeof schema
/** Named, so that the editor shows `App` and not its whole shape. */
export interface App extends Schema {}
export type Room = RecordOf<App, 'rooms'>
export type Mutator = MutatorOf<App>
export const { ReplicaProvider, useMutate, useRegister, useReplica, useSpace, useSyncStatus } = createReplicaHooks<App>()
