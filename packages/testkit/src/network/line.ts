import type { SocketHandlers } from '@torsor/replica/engine'
import type { AcceptSocket, RelaySocket, RelaySocketHandlers } from '@torsor/relay/service'
import { withFlippedBit, type Random, type Timeline } from '../world/index.js'

/** What a network does to what goes through it. */
export interface Weather {
  /** Ms that a message takes at least and at most, one way. */
  readonly latency: readonly [least: number, most: number]
  /** How much goes one way in a second; default: any. */
  readonly bytesPerSecond?: number
  /** Some proxy on the way ends every connection that is so old, in ms; default: none. */
  readonly endsAfter?: number
}

/** "Gone without a goodbye": what either end of a broken WebSocket is told. */
const abnormal = 1006

interface Direction {
  /** When the last one is out. */
  sent: number
  /** No message overtakes another: when the last one arrives. */
  arrives: number
  /** Frames that got as far as the far end, and wait to be read there. */
  readonly waiting: Frame[]
  stalled: boolean
  /** Frames on their way and waiting, in bytes. */
  bytes: number
}

interface Frame {
  readonly bytes: Uint8Array
  readonly read: () => void
}

/**
 * One connection of a client to a relay, a WebSocket as both ends know it: frames arrive whole and in order, or the
 * connection ends. It can also end for one of them alone, or say nothing more to either.
 */
export class Line {
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #weather: Weather
  readonly #client: SocketHandlers
  #relay: RelaySocketHandlers | null = null
  readonly #up: Direction = { sent: 0, arrives: 0, waiting: [], stalled: false, bytes: 0 }
  readonly #down: Direction = { sent: 0, arrives: 0, waiting: [], stalled: false, bytes: 0 }
  #opened = false
  #clientEnded = false
  #relayEnded = false
  #dropped = false
  #bytesRead = 0
  #garbled = false
  #endsGarbled = false
  /** The client has had a message. */
  #heard = false
  /** Messages from the relay that still arrive. */
  #left = Number.POSITIVE_INFINITY
  readonly #ended: (line: Line) => void

  constructor(world: { timeline: Timeline; random: Random; weather: Weather }, client: SocketHandlers, ended: (line: Line) => void) {
    this.#timeline = world.timeline
    this.#random = world.random
    this.#weather = world.weather
    this.#client = client
    this.#ended = ended
  }

  /** `reach` hands the far end to a relay; false: nobody answers there. */
  open(reach: (accept: AcceptSocket) => boolean): void {
    this.#timeline.after(this.#latency(), () => {
      if (this.#clientEnded) return
      if (!reach((handlers) => this.#accept(handlers))) return this.#endClient(abnormal)
      this.#timeline.after(this.#latency(), () => {
        if (this.#clientEnded || this.#relayEnded) return
        this.#opened = true
        this.#client.open()
        if (this.#weather.endsAfter !== undefined) this.#timeline.after(this.#weather.endsAfter, () => this.cut())
      })
    })
  }

  send(bytes: Uint8Array): void {
    if (this.#clientEnded || !this.#opened) return
    this.#deliver(this.#up, bytes, () => {
      if (this.#relayEnded) return
      this.#bytesRead += bytes.length
      this.#relay?.read()
      this.#relay?.message(bytes)
    })
  }

  /** The client closes it. */
  close(): void {
    this.#endClient(1000)
    this.#later(() => this.#endRelay())
  }

  /** Gone for both, now or after so many more messages from the relay. */
  cut(after = 0): void {
    this.#left = after
    if (after > 0) return
    this.#endClient(abnormal)
    // What was on its way up may still arrive.
    if (this.#random.chance(0.5)) this.#endRelay()
    else this.#timeline.after(this.#latency(), () => this.#endRelay())
  }

  /** The client's process is gone, and its machine says so. */
  abandon(): void {
    this.#clientEnded = true
    this.#ended(this)
    this.#later(() => this.#endRelay())
  }

  /** Nothing gets through any more, in either direction, and neither end is told. */
  drop(): void {
    this.#dropped = true
  }

  /** Nothing gets through to the client for so long; what the relay sends piles up. */
  stall(ms: number): void {
    this.#down.stalled = true
    this.#timeline.after(ms, () => {
      this.#down.stalled = false
      this.#drain(this.#down)
    })
  }

  /**
   * The next message from the relay arrives with a bit flipped. Not the first one of a connection: it tells the time, and
   * what is frozen by a wrong one waits at the relay until that has come (rule 4). `ends`: nothing comes after it, for what
   * is written upon a stamp of the future would wait, too.
   */
  garble({ ends }: { readonly ends: boolean }): void {
    this.#garbled = true
    this.#endsGarbled = ends
  }

  #accept(handlers: RelaySocketHandlers): RelaySocket {
    this.#relay = handlers
    const up = this.#up
    const down = this.#down
    const line = {
      bytesRead: () => this.#bytesRead,
      isOpen: () => !this.#relayEnded,
    }
    return {
      get bytesRead() {
        return line.bytesRead()
      },
      get bufferedAmount() {
        return down.bytes
      },
      get isOpen() {
        return line.isOpen()
      },
      get isPaused() {
        return up.stalled
      },
      send: (frame, written) => {
        // The sender may use its buffer again.
        this.#deliver(down, Uint8Array.from(frame), (bytes) => {
          written()
          if (this.#clientEnded) return
          if (this.#left-- <= 0) return this.cut()
          const garbles = this.#garbled && this.#heard
          this.#client.message(garbles ? this.#flipped(bytes) : bytes)
          this.#heard = true
          if (garbles && this.#endsGarbled) this.cut()
        })
      },
      pause: () => {
        up.stalled = true
      },
      resume: () => {
        up.stalled = false
        this.#timeline.after(0, () => this.#drain(up))
      },
      close: (code) => {
        this.#deliver(down, new Uint8Array(0), () => {
          this.#endClient(code)
          this.#endRelay()
        })
      },
      terminate: () => {
        this.#endRelay()
        this.#later(() => this.#endClient(abnormal))
      },
    }
  }

  #flipped(bytes: Uint8Array): Uint8Array {
    this.#garbled = false
    return withFlippedBit(bytes, this.#random)
  }

  #deliver(direction: Direction, bytes: Uint8Array, read: (bytes: Uint8Array) => void): void {
    direction.bytes += bytes.length
    const takes = bytes.length / ((this.#weather.bytesPerSecond ?? Number.POSITIVE_INFINITY) / 1_000)
    direction.sent = Math.max(direction.sent, this.#timeline.elapsed) + takes
    direction.arrives = Math.max(direction.arrives, direction.sent + this.#latency())
    this.#timeline.after(direction.arrives - this.#timeline.elapsed, () => {
      if (this.#dropped) return
      direction.waiting.push({ bytes, read: () => read(bytes) })
      this.#drain(direction)
    })
  }

  #drain(direction: Direction): void {
    while (!direction.stalled) {
      const frame = direction.waiting.shift()
      if (frame === undefined) return
      direction.bytes -= frame.bytes.length
      frame.read()
    }
  }

  #endClient(code: number): void {
    if (this.#clientEnded) return
    this.#clientEnded = true
    this.#ended(this)
    this.#client.closed({ code, wasOpen: this.#opened })
  }

  #endRelay(): void {
    if (this.#relayEnded) return
    this.#relayEnded = true
    this.#relay?.closed()
  }

  /** What one end does is known to the other one later, if anything gets through. */
  #later(callback: () => void): void {
    this.#timeline.after(this.#latency(), () => {
      if (!this.#dropped) callback()
    })
  }

  #latency(): number {
    const [least, most] = this.#weather.latency
    return least === most ? least : this.#random.between(least, most)
  }
}
