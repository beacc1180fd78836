import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { AcceptSocket } from '../world/index.js'

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
