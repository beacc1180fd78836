import { createClient, type Space } from '@torsor/client'
import { createReplicaHooks } from '@torsor/react'
import { parameter } from '../shell.js'
import { schema } from './schema.js'

/** When `createClient` was called, in ms since the navigation. */
export const createdAt = performance.now()

const errors: string[] = []

const client = createClient({
  schema,
  relay: parameter('relay'),
  worker: () => new Worker(new URL('./replica.worker.ts', import.meta.url), { type: 'module' }),
  onError: ({ code, message }) => errors.push(`${code}: ${message}`),
})

export const spaceName = parameter('space')
export const space: Space<typeof schema> = client.space(spaceName)
export const { ReplicaProvider, useReplica, useMutate } = createReplicaHooks(client)

/** Throws what went wrong behind the page's back. */
export function expectNoErrors(): void {
  if (errors.length > 0) throw new Error(errors.join('\n'))
}

export async function closeClient(): Promise<void> {
  await client.close()
}
