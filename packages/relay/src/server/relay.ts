import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { TorsorError } from '@torsor/core'
import { pino } from 'pino'
import { nodeWorld } from '../world/index.js'
import { answerHealth } from './health.js'
import type { ListenOptions, Relay, RelayOptions } from './options.js'
import { Service } from './service.js'
import { connectWebSocket } from './web-socket.js'

const defaultGraceMs = 2_000

/** A relay. It opens its log when it first listens or is attached. */
export function createRelay(options: RelayOptions): Relay {
  const service = new Service({
    log: options.log,
    authorize: options.authorize,
    origins: options.origins ?? [],
    limits: options.limits ?? {},
    links: options.links ?? [],
    peers: options.peers ?? [],
    connect: connectWebSocket,
    logger: options.logger ?? pino({ name: 'torsor-relay' }),
    world: { ...nodeWorld, now: options.clock ?? nodeWorld.now, random: options.random ?? nodeWorld.random },
  })
  const servers: Server[] = []
  const detachments: (() => void)[] = []
  let closing: Promise<void> | null = null

  const close = async ({ graceMs = defaultGraceMs }: { graceMs?: number } = {}): Promise<void> => {
    for (const detach of detachments) detach()
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    await service.close(graceMs)
    for (const server of servers) server.closeAllConnections()
    await Promise.all(closed)
  }

  const listen = async ({ port, host = '127.0.0.1' }: ListenOptions): Promise<{ url: string; health: string }> => {
    if (closing !== null) throw new TorsorError('client-closed', 'This relay was closed.')
    await service.start()
    const server = createServer((request, response) => answerHealth(request, response, () => service.health()))
    server.on('upgrade', (request, socket, head) => service.upgrade(request, socket, head))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    servers.push(server)
    const authority = authorityOf(server, host)
    return { url: `ws://${authority}`, health: `http://${authority}/healthz` }
  }

  const attach = (server: Server, { path = '/' }: { path?: string } = {}): void => {
    if (closing !== null) throw new TorsorError('client-closed', 'This relay was closed.')
    // A log that cannot be opened is told in the log, by health, and to every socket; `attach` returns at once.
    service.start().catch(() => undefined)
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      // Other paths are for other listeners; where there are none, nobody else would ever answer.
      if (pathOf(request) === path) service.upgrade(request, socket, head)
      else if (server.listenerCount('upgrade') === 1) service.reject(socket, 404)
    }
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      if (server.listenerCount('request') === 1) answerHealth(request, response, () => service.health())
    }
    server.on('upgrade', upgrade)
    server.on('request', answer)
    detachments.push(() => {
      server.off('upgrade', upgrade)
      server.off('request', answer)
    })
  }

  return {
    listen,
    attach,
    close: (closeOptions) => (closing ??= close(closeOptions)),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}

function authorityOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  // The wildcard is no address to go to.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `${name.includes(':') ? `[${name}]` : name}:${port}`
}
