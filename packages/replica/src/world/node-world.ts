import { randomFillSync } from 'node:crypto'
import { WebSocket } from 'ws'
import { systemClock } from './browser-world.js'
import type { OpenSocket, Randomness } from './ports.js'

/** Longer than any handshake on a usable link. */
const CONNECT_TIMEOUT_MS = 10_000

/** Node 20 has no WebSocket of its own that is not experimental. */
export const openNodeSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: CONNECT_TIMEOUT_MS })
  socket.binaryType = 'nodebuffer'
  let wasOpen = false
  let ended = false
  const end = (code: number): void => {
    if (ended) return
    ended = true
    handlers.closed({ code, wasOpen })
  }
  socket.on('open', () => {
    wasOpen = true
    if (!ended) handlers.open()
  })
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!ended) handlers.message(isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(0))
  })
  // The close that follows says all there is to say.
  socket.on('error', () => undefined)
  socket.on('close', (code: number) => {
    end(code)
  })
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
    },
    close(code) {
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
      else socket.close(code)
      end(code ?? 1000)
    },
  }
}

export const nodeRandomness: Randomness = {
  bytes: (length) => randomFillSync(new Uint8Array(length)),
  fraction: () => Math.random(),
}

export { systemClock }
