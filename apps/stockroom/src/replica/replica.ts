import { createClient } from '@torsor/client'
import type { MutatorOf, RecordOf, ViewOf } from '@torsor/core'
import { createReplicaHooks } from '@torsor/react'
import { report } from '../status/notices'
import { placeOf } from './place'
import { schema } from './schema'

const relay = import.meta.env.VITE_RELAY ?? `ws://${location.hostname}:8787`

export const place = placeOf(location.search, { space: 'warehouse-7', relay })

export const client = createClient({
  schema,
  relay: place.relay,
  worker: () => new Worker(new URL('./replica.worker.ts', import.meta.url), { type: 'module' }),
  onError: report,
})

export const { ReplicaProvider, useReplica, useMutate, useRegister, useSyncStatus, useSpace } = createReplicaHooks(client)

type Schema = typeof schema
export type Item = RecordOf<Schema, 'items'>
export type View = ViewOf<Schema>
export type Mutator = MutatorOf<Schema>
