import { TorsorError, type AnySchema } from '@torsor/core'
import type { Client, Space } from '@torsor/client'
import { useContext, type Context } from 'react'

/** What a provider gives to the hooks below it. */
export interface Tenant<S extends AnySchema> {
  readonly client: Client<S>
  readonly space: Space<S>
}

export function useTenant<S extends AnySchema>(context: Context<Tenant<S> | null>, hook: string): Tenant<S> {
  const tenant = useContext(context)
  if (tenant === null) {
    throw new TorsorError(
      'provider-missing',
      `${hook}() was called outside a <ReplicaProvider> of the same createReplicaHooks() call. Put one above this component: <ReplicaProvider space="…">.`,
      {
        data: { hook },
      },
    )
  }
  return tenant
}
