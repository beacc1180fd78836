import { checkHeartbeat, createHeartbeat, heard, probe, type Heartbeat, type HeartbeatStep } from '@torsor/protocol'
import type { Clock } from '../world/ports.js'

export interface PulseListener {
  ping(): void
  /** Nothing was heard for so long that the socket is dead, whatever its state says. */
  silent(): void
}

/** Runs the protocol's heartbeat for one socket. */
export class Pulse {
  readonly #clock: Clock
  readonly #listener: PulseListener
  #heartbeat: Heartbeat | null = null
  #cancel: (() => void) | null = null

  constructor(clock: Clock, listener: PulseListener) {
    this.#clock = clock
    this.#listener = listener
  }

  start(): void {
    this.#heartbeat = createHeartbeat(this.#clock.elapsed())
    this.#look()
  }

  heard(): void {
    if (this.#heartbeat !== null) this.#heartbeat = heard(this.#heartbeat, this.#clock.elapsed())
  }

  /** There is a reason to doubt the socket: the network changed, the tab was woken. */
  probe(): void {
    if (this.#heartbeat !== null) this.#take(probe(this.#heartbeat, this.#clock.elapsed()))
  }

  stop(): void {
    this.#heartbeat = null
    this.#cancel?.()
  }

  #look(): void {
    if (this.#heartbeat !== null) this.#take(checkHeartbeat(this.#heartbeat, this.#clock.elapsed()))
  }

  #take({ heartbeat, action, dueIn }: HeartbeatStep): void {
    this.#heartbeat = heartbeat
    this.#cancel?.()
    if (action === 'dead') {
      this.#heartbeat = null
      return this.#listener.silent()
    }
    this.#cancel = this.#clock.after(dueIn, () => {
      this.#look()
    })
    if (action === 'ping') this.#listener.ping()
  }
}
