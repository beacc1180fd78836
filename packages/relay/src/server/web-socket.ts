import type { Duplex } from 'node:stream'
import { limits } from '@torsor/protocol'
import { WebSocket } from 'ws'
import type { RawData } from 'ws'
import type { AcceptSocket, ConnectLink } from '../world/index.js'

/** The WebSocket subprotocol that tells a relay from a client, which asks for none. */
export const linkProtocol = 'torsor-link'

/** The TCP or TLS socket below a WebSocket. */
interface RawSocket extends Duplex {
  readonly bytesRead: number
}

/** A WebSocket of `ws`, and the socket that it was upgraded from. */
export function acceptWebSocket(socket: WebSocket, upgraded: Duplex): AcceptSocket {
  // A server's upgraded socket is always a net.Socket or a TLS one, both of which count what they read.
  const raw = upgraded as RawSocket
  return (handlers) => {
    socket.on('message', (data: RawData, binary: boolean) => {
      // As a plain Uint8Array, whose slices are copies: a Buffer's would keep the socket's whole chunk in memory.
      handlers.message(binary && data instanceof Buffer ? new Uint8Array(data.buffer, data.byteOffset, data.length) : null)
    })
    socket.on('error', (error) => {
      handlers.failed(error)
    })
    socket.once('close', () => {
      handlers.closed()
    })
    raw.on('data', () => {
      handlers.read()
    })
    return {
      get bytesRead() {
        return raw.bytesRead
      },
      get bufferedAmount() {
        return socket.bufferedAmount
      },
      get isOpen() {
        return socket.readyState === socket.OPEN
      },
      get isPaused() {
        return socket.isPaused
      },
      send: (frame, written) => {
        socket.send(frame, written)
      },
      pause: () => {
        socket.pause()
      },
      resume: () => {
        socket.resume()
      },
      close: (code, reason) => {
        socket.close(code, reason)
      },
      terminate: () => {
        socket.terminate()
      },
    }
  }
}

/** Connects to a relay that this one follows. */
export const connectWebSocket: ConnectLink = (url, handlers) => {
  const socket = new WebSocket(url, linkProtocol, { perMessageDeflate: false, maxPayload: limits.frame })
  socket.on('open', () => {
    handlers.open()
  })
  socket.on('message', (data: RawData, binary: boolean) => {
    handlers.message(binary && data instanceof Buffer ? new Uint8Array(data.buffer, data.byteOffset, data.length) : null)
  })
  // What went wrong ends in 'close'.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    handlers.closed()
  })
  return {
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame)
    },
    close: () => {
      socket.terminate()
    },
  }
}
