import { splitIntoFrames } from '@torsor/protocol'
import type { DownMessage } from '@torsor/protocol'
import type { RelaySocket, RelayWorld } from '../world/index.js'

/** What goes out on a socket: all of one turn of the event loop together, in one frame where it fits. */
export class Outbox {
  readonly #socket: RelaySocket
  readonly #world: RelayWorld
  readonly #limit: number
  readonly #drained: () => void
  readonly #failed: (error: unknown) => void
  #messages: (DownMessage | Uint8Array)[] = []
  #unsent = 0
  #cancel: (() => void) | null = null
  #wasCongested = false

  /** `drained` is called when, after `congested` was true, half of `limit` bytes or less wait in the socket. */
  constructor(
    world: RelayWorld,
    socket: RelaySocket,
    limit: number,
    hooks: { readonly drained: () => void; readonly failed: (error: unknown) => void },
  ) {
    this.#world = world
    this.#socket = socket
    this.#limit = limit
    this.#drained = hooks.drained
    this.#failed = hooks.failed
  }

  get congested(): boolean {
    const congested = this.#socket.bufferedAmount + this.#unsent > this.#limit
    if (congested) this.#wasCongested = true
    return congested
  }

  send(message: DownMessage | Uint8Array): void {
    this.#messages.push(message)
    this.#unsent += sizeOf(message)
    this.#cancel ??= this.#world.turn(() => {
      try {
        this.flush()
      } catch (error) {
        this.#failed(error)
      }
    })
  }

  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    const messages = this.#messages
    this.#messages = []
    this.#unsent = 0
    if (!this.#socket.isOpen || messages.length === 0) return
    for (const frame of splitIntoFrames(messages)) this.#socket.send(frame, this.#written)
  }

  readonly #written = (): void => {
    if (!this.#wasCongested || this.#socket.bufferedAmount > this.#limit / 2) return
    this.#wasCongested = false
    this.#drained()
  }
}

/** Roughly: all that can be large are the bytes. */
function sizeOf(message: DownMessage | Uint8Array): number {
  if (message instanceof Uint8Array) return message.length
  if (message.type === 'slice') return message.cells.length
  return 'bytes' in message ? message.bytes.length : 64
}
