import { limits } from '@torsor/protocol'
import type { Clock } from '../world/ports.js'

export interface PulseListener {
  ping(time: number): void
  /** Nothing was heard for so long that the socket is dead, whatever its state says. */
  silent(): void
}

/**
 * The client's heartbeat: neither `onLine` nor `onclose` is to be trusted, a half-open socket says nothing for hours.
 * Anything heard is a sign of life; a quiet socket is asked.
 */
export class Pulse {
  readonly #clock: Clock
  readonly #listener: PulseListener
  #cancel: (() => void) | null = null

  constructor(clock: Clock, listener: PulseListener) {
    this.#clock = clock
    this.#listener = listener
  }

  start(): void {
    this.heard()
  }

  heard(): void {
    this.#arm(limits.heartbeatMs, () => {
      this.#ask(limits.silenceMs - limits.heartbeatMs)
    })
  }

  /** There is a reason to doubt the socket: the network changed, the tab was woken. */
  probe(): void {
    this.#ask(limits.probeMs)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #ask(patienceMs: number): void {
    this.#listener.ping(this.#clock.now())
    this.#arm(patienceMs, () => {
      this.#listener.silent()
    })
  }

  #arm(ms: number, callback: () => void): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(ms, callback)
  }
}
