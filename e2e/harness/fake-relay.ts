import type { AddressInfo } from 'node:net'
import { decodeFrame, type OpenMessage } from '@torsor/protocol'
import { WebSocketServer } from 'ws'

/** What a hostile relay says to one who opens a space: binary frames, or a text. */
export type Answer = (open: OpenMessage) => readonly (Uint8Array | string)[]

/** Listens as a relay does and answers whatever it is told to. */
export class FakeRelay {
  readonly #server: WebSocketServer
  #answer: Answer = () => []

  private constructor(server: WebSocketServer) {
    this.#server = server
    server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      socket.on('message', (data: Buffer) => {
        const open = decodeFrame(data, 'up').find((message) => message.type === 'open')
        if (open === undefined) return
        for (const frame of this.#answer(open)) socket.send(frame)
      })
    })
  }

  static async start(): Promise<FakeRelay> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
    await new Promise((resolve) => server.once('listening', resolve))
    return new FakeRelay(server)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  answers(answer: Answer): void {
    this.#answer = answer
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
