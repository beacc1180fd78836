import { TorsorError } from '@torsor/core'

/** What a piece says of itself: a fragment of a message, or a push of a packet. */
export interface Piece {
  readonly total: number
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * Puts pieces that come in order together. The buffer grows with what has come, never with what was announced: a peer
 * that says 16 MiB and sends one byte costs one small buffer.
 */
export class Assembler {
  readonly total: number
  #bytes: Uint8Array = new Uint8Array(0)
  #received = 0

  /** Throws `too-large` for an announcement above `most`. */
  constructor(total: number, most: number) {
    if (total > most) throw new TorsorError('too-large', `${total} bytes announced, at most ${most} allowed`)
    this.total = total
  }

  get received(): number {
    return this.#received
  }

  /** Takes the next piece; the whole, once it is complete. Throws `protocol-violation` for any other piece and keeps what it has. */
  add({ total, offset, bytes }: Piece): Uint8Array | null {
    const end = offset + bytes.length
    if (total !== this.total) throw new TorsorError('protocol-violation', `a piece of ${total} bytes among those of ${this.total}`)
    if (offset !== this.#received) throw new TorsorError('protocol-violation', `a piece at ${offset}, expected at ${this.#received}`)
    if (end > total || bytes.length === 0) throw new TorsorError('protocol-violation', `a piece from ${offset} to ${end} of ${total}`)
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(total, Math.max(end, this.#bytes.length * 2)))
      grown.set(this.#bytes.subarray(0, offset))
      this.#bytes = grown
    }
    this.#bytes.set(bytes, offset)
    this.#received = end
    // Growth never passes `total`, so a complete buffer is exactly as long as what it holds.
    return end === total ? this.#bytes : null
  }
}
