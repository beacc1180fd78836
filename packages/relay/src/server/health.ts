import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PullState } from '../link/index.js'

export interface Health {
  readonly status: 'ok' | 'starting' | 'failed' | 'closing'
  /** In memory now. */
  readonly spaces: number
  readonly connections: number
  readonly version: string
  /** Seconds. */
  readonly uptime: number
  /** The spaces that it follows at other relays. A `gap`: packets are gone there that never came here. */
  readonly links: readonly { readonly name: string; readonly space: string; readonly state: PullState }[]
}

/** Answers what is not a WebSocket: `GET /healthz`, and nothing else. */
export function answerHealth(request: IncomingMessage, response: ServerResponse, health: () => Health): void {
  const path = (request.url ?? '/').split('?', 1)[0]
  const known = path === '/healthz' && (request.method === 'GET' || request.method === 'HEAD')
  const body = health()
  response.writeHead(known ? (body.status === 'ok' ? 200 : 503) : 404, {
    'content-type': known ? 'application/json' : 'text/plain',
    'cache-control': 'no-store',
  })
  response.end(known ? `${JSON.stringify(body)}\n` : 'A Torsor relay: WebSockets only, and GET /healthz.\n')
}
