import type { AddressInfo } from 'node:net'
import { decodeFrame, encodeFrame, splitIntoFrames, type DeltasMessage, type DownMessage, type UpMessage } from '@torsor/protocol'
import { WebSocketServer, type WebSocket } from 'ws'
import type { TorsorUpdates } from './updates.js'

const NONCE = '00112233445566aa'

/** How many updates go in one WebSocket message, for either library. */
const PER_FRAME = 100

/** Serves a stream of updates to whoever connects: to Torsor as a relay would, to yjs as its updates. Sent on `go`. */
export interface StandIn {
  readonly url: string
  /** Somebody is connected, and holds what was there before. */
  readonly connected: Promise<void>
  /** Sends every update there is, as fast as the socket takes them. */
  go(): void
  close(): Promise<void>
}

export function standInRelay(updates: TorsorUpdates): Promise<StandIn> {
  let handle = 0
  const answer = (message: UpMessage): readonly DownMessage[] => {
    if (message.type === 'ping') return [{ type: 'pong' }]
    if (message.type !== 'open') return []
    handle = message.handle
    const cells = updates.initial
    const cursor = { position: 1, key: new Uint8Array(0) }
    const head = 1
    const opened = {
      handle,
      mode: 'whole',
      access: 'write',
      undeclared: false,
      nonce: NONCE,
      partial: null,
      voids: null,
      time: Date.now(),
    } as const
    return [
      { type: 'opened', ...opened, coverage: [] },
      { type: 'slice', handle, cursor, head, received: 1, total: 1, cells },
      { type: 'caught-up', handle, position: head, digest: updates.digest.slice(0, 16), voids: null, coverage: null },
    ]
  }
  const frames = (): Uint8Array[] =>
    chunks(updates.deltas).map((deltas) => encodeFrame(deltas.map((bytes): DeltasMessage => ({ type: 'deltas', handle, span: 1, bytes }))))
  return listen((socket, hasAll) => {
    socket.on('message', (data: Buffer) => {
      const answers = decodeFrame(data, 'up').flatMap(answer)
      if (answers.length > 0) for (const frame of splitIntoFrames(answers)) socket.send(frame)
      if (answers.some((message) => message.type === 'caught-up')) hasAll()
    })
  }, frames)
}

export function standInYjs({
  initial,
  updates,
}: {
  readonly initial: Uint8Array
  readonly updates: readonly Uint8Array[]
}): Promise<StandIn> {
  return listen(
    (socket, hasAll) => {
      socket.send(framed([initial]))
      hasAll()
    },
    () => chunks(updates).map(framed),
  )
}

async function listen(greet: (socket: WebSocket, hasAll: () => void) => void, frames: () => readonly Uint8Array[]): Promise<StandIn> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))
  const sockets: WebSocket[] = []
  let ready: readonly Uint8Array[] = []
  const connected = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      sockets.push(socket)
      greet(socket, () => {
        // Before the clock starts: what is measured begins with their sending.
        ready = frames()
        resolve()
      })
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connected,
    go() {
      for (const frame of ready) for (const socket of sockets) socket.send(frame)
    },
    async close() {
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / PER_FRAME) }, (_, n) => list.slice(n * PER_FRAME, (n + 1) * PER_FRAME))
}

/** Updates, each behind its length as uint32. */
function framed(updates: readonly Uint8Array[]): Uint8Array {
  const frame = new Uint8Array(updates.reduce((sum, update) => sum + 4 + update.length, 0))
  const view = new DataView(frame.buffer)
  let at = 0
  for (const update of updates) {
    view.setUint32(at, update.length)
    frame.set(update, at + 4)
    at += 4 + update.length
  }
  return frame
}
