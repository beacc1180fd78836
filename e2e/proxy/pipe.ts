import type { Socket } from 'node:net'
import type { Gate } from './gate.js'

/** Bytes held while they are delayed or their receiver is slow; beyond that the sender has to wait, as on a real line. */
const capacity = 1 << 20

interface Held {
  /** Null stands for the sender's FIN. */
  readonly chunk: Buffer | null
  readonly due: number
}

/** One direction of one connection, in order. */
export class Pipe {
  readonly #source: Socket
  readonly #destination: Socket
  readonly #gate: Gate
  readonly #onCut: () => void
  readonly #held: Held[] = []
  #heldBytes = 0
  #lastDue = 0
  #timer: NodeJS.Timeout | null = null
  #draining = false
  #stopped = false

  constructor(source: Socket, destination: Socket, gate: Gate, onCut: () => void) {
    this.#source = source
    this.#destination = destination
    this.#gate = gate
    this.#onCut = onCut
    source.on('data', (chunk: Buffer) => {
      this.#hold(chunk)
    })
    source.on('end', () => {
      this.#hold(null)
    })
    destination.on('drain', () => {
      this.#draining = false
      this.#flush()
    })
  }

  /** From now on everything is read and nothing arrives. */
  stop(): void {
    this.#stopped = true
    this.#held.length = 0
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#source.resume()
  }

  #hold(chunk: Buffer | null): void {
    if (this.#stopped) return
    // Later bytes never overtake earlier ones, also when the delay was shortened in between.
    this.#lastDue = Math.max(this.#lastDue, performance.now() + this.#gate.delay)
    this.#held.push({ chunk, due: this.#lastDue })
    this.#heldBytes += chunk?.length ?? 0
    if (this.#heldBytes > capacity) this.#source.pause()
    this.#flush()
  }

  #flush(): void {
    while (!this.#stopped && !this.#draining) {
      const next = this.#held[0]
      if (next === undefined) return
      const wait = next.due - performance.now()
      if (wait > 0) {
        this.#wakeIn(wait)
        return
      }
      this.#held.shift()
      this.#pass(next.chunk)
    }
  }

  #wakeIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#flush()
    }, milliseconds)
  }

  #pass(chunk: Buffer | null): void {
    if (chunk === null) {
      this.#destination.end()
      return
    }
    this.#heldBytes -= chunk.length
    if (this.#heldBytes <= capacity) this.#source.resume()
    const { admitted, cut } = this.#gate.admit(chunk.length)
    if (admitted > 0) this.#draining = !this.#destination.write(chunk.subarray(0, admitted))
    if (!cut) return
    this.#onCut()
    // A reset would throw away what the receiver has not read yet; a FIN delivers exactly the bytes that were admitted.
    this.#destination.end()
    this.#source.resetAndDestroy()
  }
}
