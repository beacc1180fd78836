import { TorsorError, type AnySchema } from '@torsor/core'
import type { Client, Space } from '@torsor/client'
import { Fragment, useEffect, useMemo, useState, useSyncExternalStore, type Context } from 'react'
import type { Tenant } from './tenant.js'
import type { ReplicaHooks } from './types.js'

export function createProvider<S extends AnySchema>(
  context: Context<Tenant<S> | null>,
  defaultClient: Client<S> | undefined,
): ReplicaHooks<S>['ReplicaProvider'] {
  return function ReplicaProvider({ client = defaultClient, space: name, fallback = null, children }) {
    if (client === undefined) {
      throw new TorsorError(
        'provider-missing',
        '<ReplicaProvider> has no client: pass one as its client property, or to createReplicaHooks(client).',
        { data: { hook: 'ReplicaProvider' } },
      )
    }
    const tenant = useMemo(() => ({ client, space: client.space(name) }), [client, name])
    const isReady = useOpen(tenant.space)
    return (
      <context.Provider value={tenant}>{isReady ? <Fragment key={keyOf(tenant.space)}>{children}</Fragment> : fallback}</context.Provider>
    )
  }
}

/** Holds the space open while mounted; true once its view is what this device knows. */
function useOpen<S extends AnySchema>(space: Space<S>): boolean {
  const [failed, setFailed] = useState<{ readonly space: Space<S>; readonly error: unknown } | null>(null)
  useEffect(() => {
    // Held before `ready` is read: reading it unheld would keep the space open for good.
    const release = space.retain()
    let isMounted = true
    space.ready.catch((error: unknown) => {
      if (isMounted) setFailed({ space, error })
    })
    return () => {
      isMounted = false
      release()
    }
  }, [space])
  const isReady = useSyncExternalStore(
    space.status.subscribe,
    () => space.status.getState().ready,
    () => false,
  )
  if (failed?.space === space && !isReady) throw failed.error
  return isReady
}

const keys = new WeakMap<object, number>()
let lastKey = 0

/** State of components must not leak from one space into another; a name would not tell the spaces of two clients apart. */
function keyOf(space: object): number {
  const known = keys.get(space)
  if (known !== undefined) return known
  lastKey += 1
  keys.set(space, lastKey)
  return lastKey
}
