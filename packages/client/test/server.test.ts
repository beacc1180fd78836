import { createClient } from '@torsor/client'
import { expect, it } from 'vitest'
import { schema } from './worker/schema.js'

// Runs in Node: there is no Worker and no document.
it('[CL17] on a server, a client is made, shows empty views and says why it cannot write', async () => {
  const client = createClient({ schema, relay: 'ws://127.0.0.1:9', worker: () => expect.unreachable('no worker on a server') })
  const space = client.space('a')
  expect(space.store.getState().items.size).toBe(0)
  expect(space.store.getInitialState().items.list()).toEqual([])
  expect(space.status.getState()).toMatchObject({ ready: false, connection: { state: 'connecting' } })
  const release = space.retain()
  release()
  expect(() => space.mutate((m) => m.items.upsert('x'))).toThrow(
    expect.objectContaining({ code: 'worker-failed', data: { reason: 'no-worker' } }),
  )
  await expect(space.ready).rejects.toMatchObject({ code: 'worker-failed' })
  await expect(client.erase()).rejects.toMatchObject({ code: 'worker-failed' })
  await client.close()
})
