import { STATUS_CODES } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { limits as protocol } from '@torsor/protocol'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import { defaultLimits } from '../limits.js'
import type { RelayLimits } from '../limits.js'
import { Feed, Pull } from '../link/index.js'
import type { LinkContext, LinkOptions } from '../link/index.js'
import type { LogWriter, RelayLog } from '../log/index.js'
import { Connection } from '../session/index.js'
import type { Authorize } from '../session/index.js'
import { Spaces } from '../space/index.js'
import { every } from '../world/index.js'
import type { AcceptSocket, ConnectLink, RelayWorld } from '../world/index.js'
import type { Health } from './health.js'
import { isAllowedOrigin, isRebound } from './origin.js'
import type { Origins } from './origin.js'
import { relayVersion } from './version.js'
import { acceptWebSocket, linkProtocol } from './web-socket.js'

export interface ServiceOptions {
  readonly log: RelayLog
  readonly authorize: Authorize
  readonly origins: Origins
  readonly limits: Partial<RelayLimits>
  readonly logger: Logger
  readonly world: RelayWorld
  /** The relays that this one follows. */
  readonly links?: readonly LinkOptions[]
  /** Those that follow this one, by what `authorize` calls them: entries are kept until all of them have them. */
  readonly peers?: readonly string[]
  /** How to reach another relay. */
  readonly connect: ConnectLink
}

interface Running {
  readonly log: LogWriter
  readonly spaces: Spaces
  readonly context: LinkContext
  readonly pulls: readonly Pull[]
}

/** "The service restarts": the close code that tells a client to come again soon. */
const serviceRestart = 1012

/** Everything of a relay but its ports: the open log, the spaces, the sockets. */
export class Service {
  readonly #options: ServiceOptions
  readonly #limits: RelayLimits
  readonly #webSockets: WebSocketServer
  readonly #connections = new Set<Connection | Feed>()
  readonly #startedAt = performance.now()
  #starting: Promise<Running> | null = null
  #running: Running | null = null
  #status: Health['status'] = 'starting'
  #stopBeating: () => void = () => undefined

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#webSockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: protocol.frame })
  }

  health(): Health {
    return {
      status: this.#status,
      spaces: this.#running?.spaces.size ?? 0,
      connections: this.#connections.size,
      version: relayVersion,
      uptime: Math.floor((performance.now() - this.#startedAt) / 1_000),
      links: (this.#running?.pulls ?? []).map(({ name, space, state }) => ({ name, space, state })),
    }
  }

  start(): Promise<Running> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener an error of a socket that is being turned away would end the process.
    const ignore = (): void => undefined
    socket.on('error', ignore)
    if (this.#status === 'closing' || this.#connections.size >= this.#limits.connections) return this.reject(socket, 503)
    if (!isAllowedOrigin(request, this.#options.origins)) return this.reject(socket, 403, 'This origin is not allowed here.')
    if (this.#options.authorize === 'anyone' && isRebound(request)) return this.reject(socket, 403, 'This relay serves its own machine.')
    this.start().then(
      (running) => {
        if (this.#status !== 'ok') return this.reject(socket, 503)
        this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          socket.off('error', ignore)
          const origin = request.headers.origin ?? null
          if (webSocket.protocol === linkProtocol) this.#feed(running, acceptWebSocket(webSocket, socket), origin)
          else this.#connect(running, acceptWebSocket(webSocket, socket), origin)
        })
      },
      () => this.reject(socket, 503),
    )
  }

  /** Takes a socket that was upgraded elsewhere. False: this relay does not run, or is full. */
  accept(accept: AcceptSocket, origin: string | null): boolean {
    if (this.#running === null || this.#status !== 'ok' || this.#connections.size >= this.#limits.connections) return false
    this.#connect(this.#running, accept, origin)
    return true
  }

  /** As `accept`, of a relay that wants to follow this one. */
  acceptLink(accept: AcceptSocket): boolean {
    if (this.#running === null || this.#status !== 'ok' || this.#connections.size >= this.#limits.connections) return false
    this.#feed(this.#running, accept, null)
    return true
  }

  #connect({ context }: Running, accept: AcceptSocket, origin: string | null): void {
    this.#connections.add(new Connection(context, accept, origin, (connection) => this.#connections.delete(connection)))
  }

  #feed({ context }: Running, accept: AcceptSocket, origin: string | null): void {
    this.#connections.add(new Feed(context, accept, origin, (feed) => this.#connections.delete(feed)))
  }

  reject(socket: Duplex, status: number, why = ''): void {
    if (socket.destroyed) return
    const body = why === '' ? (STATUS_CODES[status] ?? '') : why
    socket.once('finish', () => socket.destroy())
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }

  async close(graceMs: number): Promise<void> {
    const { world, logger } = this.#options
    this.#status = 'closing'
    const running = await this.#starting?.catch(() => null)
    if (running === null || running === undefined) return
    this.#stopBeating()
    for (const pull of running.pulls) pull.close()
    // What was received before is stored and confirmed before anybody is told to go.
    await running.log.flush()
    await new Promise<void>((resolve) => world.turn(resolve))
    const leaving = [...this.#connections]
    const left = leaving.map((connection) => connection.left)
    for (const connection of leaving) connection.shutDown(serviceRestart)
    const cancel = world.after(graceMs, () => {
      for (const connection of leaving) connection.terminate()
    })
    await Promise.all(left)
    cancel()
    await running.spaces.close()
    await running.log.close()
    logger.info('relay closed')
  }

  async #start(): Promise<Running> {
    const { log: relayLog, logger, world, authorize } = this.#options
    try {
      const log = await relayLog.open(world)
      const { links = [], peers = [], connect } = this.#options
      const spaces = new Spaces({ log, limits: this.#limits, logger, world, peers })
      const context: LinkContext = { log, spaces, authorize, limits: this.#limits, logger, world }
      const pulls = links.flatMap((link) => link.spaces.map((space) => new Pull(context, connect, link, space)))
      const running: Running = { log, spaces, context, pulls }
      this.#running = running
      if (this.#status === 'starting') this.#status = 'ok'
      const beatMs = Math.max(10, Math.min(this.#limits.heartbeatMs, this.#limits.silenceMs) / 4)
      this.#stopBeating = every(world, beatMs, () => {
        for (const connection of this.#connections) connection.beat(beatMs)
      })
      logger.info({ log: relayLog.kind }, 'relay started')
      return running
    } catch (error) {
      this.#status = 'failed'
      logger.fatal({ err: error }, 'the log cannot be opened')
      throw error
    }
  }
}
