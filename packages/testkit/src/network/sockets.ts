import type { OpenSocket } from '@torsor/replica/engine'
import type { AcceptSocket } from '@torsor/relay/service'
import type { Process, Random, Timeline } from '../world/index.js'
import { Line, type Weather } from './line.js'

export interface Network {
  readonly timeline: Timeline
  readonly random: Random
  readonly weather: Weather
  /** Hands the far end of a new connection to whatever relay is there; false: none. */
  readonly reach: (accept: AcceptSocket) => boolean
  /** Connections that are there, or being made. */
  readonly lines: Set<Line>
}

/** The sockets of one process. */
export function socketsOf(process: Process, network: Network): OpenSocket {
  return (_url, handlers) => {
    const line = new Line(
      network,
      {
        open: () => {
          if (process.alive) handlers.open()
        },
        message: (bytes) => {
          if (process.alive) handlers.message(bytes)
        },
        closed: (reason) => {
          if (process.alive) handlers.closed(reason)
        },
      },
      (ended) => network.lines.delete(ended),
    )
    network.lines.add(line)
    process.onDeath(() => {
      line.abandon()
    })
    line.open(network.reach)
    return {
      send: (bytes) => {
        line.send(bytes)
      },
      close: () => {
        line.close()
      },
    }
  }
}
