import type { WebSocket } from 'ws'
import { Traffic, type Direction } from '../../harness/traffic.js'

type Listener = (event: { readonly data: string }) => void

/** What createWsSynchronizer uses of a WebSocket. */
class SocketEnd {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly send: (payload: string) => void
  readonly #listeners = new Set<Listener>()

  constructor(send: (payload: string) => void) {
    this.send = send
  }

  addEventListener(event: string, listener: Listener): void {
    if (event === 'message') this.#listeners.add(listener)
  }

  removeEventListener(_event: string, listener: Listener): void {
    this.#listeners.delete(listener)
  }

  close(): void {
    this.readyState = 3
  }

  deliver(data: string): void {
    for (const listener of this.#listeners) listener({ data })
  }
}

const clientId = 'client'
/** What TinyBase's server calls its own store. */
const serverId = 'S'

/**
 * One client and the hub, with the part of createWsServer between them: it names the sender in front of each payload.
 * Payloads are those of createWsSynchronizer, counted as the client's WebSocket sends and gets them. They are delivered
 * one at a time, each after all work for the last one is done, which tells whose work it was.
 */
export class Line {
  traffic: Traffic = new Traffic()
  readonly hubSocket: WebSocket
  readonly #hubEnd: SocketEnd
  #clientEnd: SocketEnd | null = null
  readonly #queue: { readonly direction: Direction; readonly payload: string }[] = []
  #pumping: Promise<void> | null = null

  constructor() {
    this.#hubEnd = new SocketEnd((payload) => this.#send('down', serverId + payload.slice(payload.indexOf('\n'))))
    this.hubSocket = this.#hubEnd as unknown as WebSocket
  }

  connect(): WebSocket {
    this.#clientEnd = new SocketEnd((payload) => this.#send('up', payload))
    return this.#clientEnd as unknown as WebSocket
  }

  cut(): void {
    this.#clientEnd = null
  }

  /** Resolves when nothing is under way any more. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < 3; turns++) {
      await nextTask()
      if (this.#pumping === null) continue
      await this.#pumping
      turns = -1
    }
  }

  #send(direction: Direction, payload: string): void {
    if (this.#clientEnd === null) return
    this.traffic.say(direction, kindOf(payload), Buffer.byteLength(payload))
    this.#queue.push({ direction, payload })
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = null
    })
  }

  async #pump(): Promise<void> {
    await nextTask()
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const { direction, payload } = next
      const start = performance.now()
      if (direction === 'down') this.#clientEnd?.deliver(payload)
      else this.#hubEnd.deliver(clientId + payload.slice(payload.indexOf('\n')))
      await nextTask()
      const ms = performance.now() - start
      if (direction === 'down') this.traffic.clientMs += ms
      else this.traffic.hubMs += ms
    }
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

const kinds = [
  'response',
  'get content hashes',
  'content hashes',
  'content diff',
  'get table diff',
  'get row diff',
  'get cell diff',
  'get value diff',
]

function kindOf(payload: string): string {
  const [, kind] = JSON.parse(payload.slice(payload.indexOf('\n') + 1)) as [unknown, number]
  return kinds[kind] ?? 'other'
}
