import { connect, type Socket } from 'node:net'
import type { Gate } from './gate.js'
import { Pipe } from './pipe.js'

export interface Gates {
  readonly upstream: Gate
  readonly downstream: Gate
}

export interface Address {
  readonly host: string
  readonly port: number
}

/** A client's socket and, unless it fell into the black hole at once, the one to the target made for it. */
export class Connection {
  readonly #sockets: readonly Socket[]
  readonly #pipes: readonly Pipe[]
  /** Nothing that happens to one socket is told to the other any more. */
  #severed = false

  constructor(client: Socket, target: Address | null, gates: Gates, onClosed: () => void) {
    const upstream = target === null ? null : connect({ ...target, allowHalfOpen: true, noDelay: true })
    this.#sockets = upstream === null ? [client] : [client, upstream]
    const sever = (): void => {
      this.swallow()
    }
    this.#pipes =
      upstream === null ? [] : [new Pipe(client, upstream, gates.upstream, sever), new Pipe(upstream, client, gates.downstream, sever)]
    for (const socket of this.#sockets) this.#watch(socket, onClosed)
    if (upstream === null) this.swallow()
  }

  /** Both ends stay open, and nothing arrives. */
  swallow(): void {
    this.#severed = true
    for (const pipe of this.#pipes) pipe.stop()
    for (const socket of this.#sockets) socket.resume()
  }

  /** Both ends are reset. */
  cut(): void {
    this.swallow()
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  #watch(socket: Socket, onClosed: () => void): void {
    // The `close` that follows says that it failed.
    socket.on('error', () => undefined)
    socket.on('close', (failed: boolean) => {
      if (failed && !this.#severed) this.cut()
      if (this.#sockets.every(({ destroyed }) => destroyed)) onClosed()
    })
  }
}
