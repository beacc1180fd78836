import type { AnySchema } from '@torsor/core'
import { equalByContent } from '@torsor/core/view'
import type { Client, SyncStatus } from '@torsor/client'
import { createContext } from 'react'
import { createProvider } from './provider.js'
import { useTenant, type Tenant } from './tenant.js'
import type { Equality, ReplicaHooks } from './types.js'
import { useRegisterByName } from './use-register.js'
import { useSelection } from './use-selection.js'

/** Hooks bound to a schema, and to a client where one is given; otherwise each provider names its own. */
export function createReplicaHooks<S extends AnySchema>(client?: Client<S>): ReplicaHooks<S> {
  const context = createContext<Tenant<S> | null>(null)
  context.displayName = 'Replica'

  function useSyncStatus(): SyncStatus
  function useSyncStatus<T>(selector: (status: SyncStatus) => T, equality?: Equality<T>): T
  function useSyncStatus(selector: (status: SyncStatus) => unknown = all, equality: Equality<unknown> = equalByContent): unknown {
    return useSelection(useTenant(context, 'useSyncStatus').space.status, selector, equality)
  }

  return {
    ReplicaProvider: createProvider(context, client),
    useReplica: (selector, equality = equalByContent) => useSelection(useTenant(context, 'useReplica').space.store, selector, equality),
    useMutate: () => useTenant(context, 'useMutate').space.mutate,
    // By name inside: a schema's types say what the names of its registers are, and of what their values.
    useRegister: (collection, id, field) => useRegisterByName(useTenant(context, 'useRegister'), collection, id, field) as never,
    useSyncStatus,
    useSpace: () => useTenant(context, 'useSpace').space,
  }
}

const all = (status: SyncStatus): SyncStatus => status
