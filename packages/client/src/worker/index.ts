import type { AnySchema } from '@torsor/core'
import { createBrowserHost } from '@torsor/replica/engine'
import type { Endpoint } from '../channel/calls.js'
import { serve } from './serve.js'

/** The whole of an app's worker file: runs the replica for the page that made this worker. The schema is the page's. */
export function serveReplica(schema: AnySchema): void {
  // In a worker the global scope posts to the page that made it; the DOM's types know only windows.
  const scope = globalThis as unknown as Endpoint
  serve({ schema, createHost: createBrowserHost, scope, locks: 'locks' in navigator ? navigator.locks : null })
}
