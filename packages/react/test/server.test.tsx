import { createClient } from '@torsor/client'
import { createReplicaHooks } from '@torsor/react'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { schema } from './worker/schema.js'

// Runs in Node: there is no Worker and no document.
it('[RC18] renders the fallback on a server', () => {
  const client = createClient({ schema, relay: 'ws://127.0.0.1:9', worker: () => expect.unreachable('no worker on a server') })
  const { ReplicaProvider, useReplica } = createReplicaHooks(client)
  const Size = (): ReactNode => useReplica((r) => r.items.size)
  const app = (
    <ReplicaProvider space="a" fallback={<p>Opening…</p>}>
      <Size />
    </ReplicaProvider>
  )
  expect(renderToString(app)).toBe('<p>Opening…</p>')
})
