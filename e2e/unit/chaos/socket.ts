import type { OpenSocket, SocketHandlers } from '@torsor/replica/engine'
import { WebSocket } from 'ws'
import type { Process } from './process.js'
import type { RelaySite } from './relay-site.js'

/** One socket of a tab, as the network sees it. */
export interface Line {
  /** Nothing gets through to the tab; what the relay sends piles up. */
  stall(): void
  resume(): void
  /** Gone, now or after so many more messages from the relay. */
  cut(after?: number): void
}

/** A real WebSocket to whatever relay the device is pointed at, without a network in between. */
export function socketsOf(process: Process, site: () => RelaySite | null, lines: Set<Line>): OpenSocket {
  return (_url, handlers) => {
    const near = site()?.dial() ?? null
    if (near === null) return unreachable(process, handlers)
    const socket = new WebSocket('ws://relay.test/', { perMessageDeflate: false, createConnection: () => near as never })
    socket.binaryType = 'nodebuffer'
    let wasOpen = false
    let ended = false
    let left = Number.POSITIVE_INFINITY
    const end = (code: number, told: boolean): void => {
      if (ended) return
      ended = true
      lines.delete(line)
      if (told && process.alive) handlers.closed({ code, wasOpen })
    }
    const line: Line = {
      stall: () => {
        if (wasOpen && !ended) socket.pause()
      },
      resume: () => {
        socket.resume()
      },
      cut: (after = 0) => {
        left = after
        if (after > 0) return
        near.destroy()
        end(1006, true)
      },
    }
    lines.add(line)
    process.onDeath(() => {
      near.destroy()
      end(1006, false)
    })
    socket.on('open', () => {
      wasOpen = true
      if (!ended && process.alive) handlers.open()
    })
    socket.on('message', (data: Buffer) => {
      if (ended || !process.alive) return
      if (left-- <= 0) return line.cut()
      handlers.message(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    })
    socket.on('error', () => undefined)
    socket.on('close', (code: number) => {
      end(code, true)
    })
    return {
      send: (bytes) => {
        if (!ended && socket.readyState === WebSocket.OPEN) socket.send(bytes)
      },
      close: (code) => {
        if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
        else socket.close(code)
        end(code ?? 1000, true)
      },
    }
  }
}

function unreachable(process: Process, handlers: SocketHandlers): ReturnType<OpenSocket> {
  setImmediate(() => {
    if (process.alive) handlers.closed({ code: 1006, wasOpen: false })
  })
  return { send: () => undefined, close: () => undefined }
}
