import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Connection, type Address } from './connection.js'
import { Gate } from './gate.js'

const loopback = '127.0.0.1'

/**
 * A TCP proxy that fails on command, to be put between clients and a relay. Upstream is from client to target,
 * downstream the other way.
 */
export class FaultProxy {
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  readonly #upstream = new Gate()
  readonly #downstream = new Gate()
  #target: Address | null = null
  #refusing = false
  #swallowing = false
  #accepted = 0

  constructor() {
    // Half open, so that only what a peer does is passed on, and in the black hole not even that.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#accept(socket)
    })
  }

  /** Begins to accept on the loopback interface; any free port by default. Resolves with the port. */
  listen(port = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, loopback, () => {
        this.#server.off('error', reject)
        resolve(this.port)
      })
    })
  }

  get port(): number {
    const address = this.#server.address()
    if (!isInetAddress(address)) throw new Error('The proxy is not listening.')
    return address.port
  }

  /** Where new connections lead. Without a target they are reset. */
  target(port: number, host: string = loopback): void {
    this.#target = { host, port }
  }

  /** Resets every open connection, at both ends. New ones are accepted. */
  cut(): void {
    for (const connection of this.#connections) connection.cut()
  }

  /** While on, new connections are reset at once. */
  refuse(on: boolean): void {
    this.#refusing = on
  }

  /**
   * While on, connections are accepted and everything on them is swallowed: no byte, FIN or reset arrives, in either
   * direction. Those it has caught stay lost when it is switched off, as bytes are missing in them; new ones work.
   */
  blackhole(on: boolean): void {
    this.#swallowing = on
    if (on) for (const connection of this.#connections) connection.swallow()
  }

  /** Lets every byte that comes from now on arrive so many ms later, in both directions. */
  delay(milliseconds: number): void {
    this.#upstream.delay = milliseconds
    this.#downstream.delay = milliseconds
  }

  /**
   * Cuts the connection which carries the last of the next `bytes` bytes from clients, directly after that byte (with
   * 0: in front of the next byte). The target reads exactly those bytes and then the end, the client is reset.
   * Resolves with true when that has happened, with false when it was armed anew or the proxy closed before.
   */
  cutAfterUpstreamBytes(bytes: number): Promise<boolean> {
    return this.#upstream.cutAfter(bytes)
  }

  /** The same for bytes from the target: the client reads exactly those and then the end, the target is reset. */
  cutAfterDownstreamBytes(bytes: number): Promise<boolean> {
    return this.#downstream.cutAfter(bytes)
  }

  /** Bytes from clients handed on to the target since the beginning. */
  get upstreamBytes(): number {
    return this.#upstream.bytes
  }

  /** Bytes from the target handed on to clients since the beginning. */
  get downstreamBytes(): number {
    return this.#downstream.bytes
  }

  /** Connections open now, those in the black hole included. */
  get openConnections(): number {
    return this.#connections.size
  }

  /** Connections that clients have made since the beginning, those refused included. */
  get acceptedConnections(): number {
    return this.#accepted
  }

  /** Resets every connection and stops listening. */
  close(): Promise<void> {
    this.#upstream.disarm()
    this.#downstream.disarm()
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve()
      })
      this.cut()
    })
  }

  #accept(socket: Socket): void {
    this.#accepted += 1
    if (this.#refusing || (this.#target === null && !this.#swallowing)) {
      socket.on('error', () => undefined)
      socket.resetAndDestroy()
      return
    }
    const gates = { upstream: this.#upstream, downstream: this.#downstream }
    const connection = new Connection(socket, this.#swallowing ? null : this.#target, gates, () => {
      this.#connections.delete(connection)
    })
    this.#connections.add(connection)
  }
}

function isInetAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
