import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { parentPort, workerData } from 'node:worker_threads'
import { decodeFrame } from '@torsor/protocol'
import { WebSocket, WebSocketServer } from 'ws'
import type { Frame, TapCommand, TapEvent } from './tap.js'

/**
 * What stands between the replicas and the relay: it passes WebSocket messages on, remembers them, and is the network
 * that comes and goes. In a thread of its own, so that neither end works for it.
 */
const relayUrl = String(workerData)
const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1 << 24 })
const server = createServer()
const lines = new Map<string, Line>()

interface Dial {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** One replica's way to the relay, named by the path of its URL. */
class Line {
  readonly #name: string
  frames: Frame[] = []
  #held = false
  #deferring = false
  /** Frames with a push that are held back. */
  readonly #deferred: Uint8Array[] = []
  #waiting: Dial | null = null
  #near: WebSocket | null = null
  #far: WebSocket | null = null

  constructor(name: string) {
    this.#name = name
  }

  dial(dial: Dial): void {
    dial.socket.on('error', () => undefined)
    if (!this.#held) return this.#connect(dial)
    this.#waiting = dial
    dial.socket.once('close', () => {
      if (this.#waiting === dial) this.#waiting = null
    })
    tell({ type: 'dialled', line: this.#name })
  }

  /** Cuts the connection; the next one waits for its upgrade. */
  hold(): void {
    this.#held = true
    this.#cut()
  }

  release(deferPushes: boolean): void {
    this.#held = false
    this.#deferring = deferPushes
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting !== null) this.#connect(waiting)
  }

  /** The replica's end is cut: it hears nothing more, and the relay does not know yet. */
  silence(): void {
    this.#held = true
    this.#far?.removeAllListeners('message')
    this.#near?.removeAllListeners('close')
    this.#near?.terminate()
    this.#near = null
  }

  /** What was held back gets to the relay, from a replica that is gone. */
  deliver(): void {
    const far = this.#far
    if (far === null) return
    far.on('message', (data: Buffer) => {
      if (!decodeFrame(new Uint8Array(data), 'down').some(({ type }) => type === 'confirmed')) return
      far.terminate()
      this.#far = null
      tell({ type: 'delivered', line: this.#name })
    })
    for (const frame of this.#deferred.splice(0)) far.send(frame)
    this.#deferring = false
  }

  #connect({ request, socket, head }: Dial): void {
    const far = new WebSocket(relayUrl, { perMessageDeflate: false })
    far.on('error', () => socket.destroy())
    far.on('open', () => {
      webSockets.handleUpgrade(request, socket, head, (near) => {
        this.#near = near
        this.#far = far
        near.on('error', () => undefined)
        near.on('message', (data: Buffer) => this.#up(far, new Uint8Array(data)))
        far.on('message', (data: Buffer) => this.#down(near, new Uint8Array(data)))
        near.on('close', () => far.terminate())
        far.on('close', () => near.terminate())
      })
    })
  }

  #up(far: WebSocket, frame: Uint8Array): void {
    this.frames.push({ direction: 'up', bytes: frame })
    if (this.#deferring && decodeFrame(frame, 'up').some(({ type }) => type === 'push')) {
      this.#deferred.push(frame)
      return tell({ type: 'deferred', line: this.#name })
    }
    far.send(frame)
  }

  #down(near: WebSocket, frame: Uint8Array): void {
    this.frames.push({ direction: 'down', bytes: frame })
    near.send(frame)
  }

  #cut(): void {
    this.#near?.terminate()
    this.#far?.terminate()
    this.#near = null
    this.#far = null
  }
}

function lineOf(name: string): Line {
  let line = lines.get(name)
  if (line === undefined) lines.set(name, (line = new Line(name)))
  return line
}

function tell(event: TapEvent): void {
  parentPort?.postMessage(event)
}

function obey(command: TapCommand): void {
  const line = lineOf(command.line)
  switch (command.type) {
    case 'hold':
      line.hold()
      return tell({ type: 'held', line: command.line })
    case 'release':
      return line.release(command.deferPushes)
    case 'silence':
      line.silence()
      return tell({ type: 'silenced', line: command.line })
    case 'deliver':
      return line.deliver()
    case 'take': {
      const { frames } = line
      line.frames = []
      return tell({ type: 'taken', line: command.line, frames })
    }
    default:
      command satisfies never
  }
}

server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
  lineOf((request.url ?? '/').slice(1)).dial({ request, socket, head })
})
server.listen(0, '127.0.0.1', () => {
  tell({ type: 'listening', url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
parentPort?.on('message', (command: TapCommand) => obey(command))
