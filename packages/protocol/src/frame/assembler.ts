import { TorsorError } from '@torsor/core'
import type { Piece } from '../message/types.js'
import { Io } from './io.js'

/**
 * Puts pieces that come in order together. The buffer grows with what has come, never with what was announced: a peer
 * that says 16 MiB and sends one byte costs one small buffer.
 */
export class Assembler {
  readonly total: number
  readonly #io = new Io()
  #received = 0

  /** Throws `too-large` for an announcement above `most`. */
  constructor(total: number, most: number) {
    this.total = this.#io.bound(total, 1, most, 'too-large')
  }

  get received(): number {
    return this.#received
  }

  /** Takes the next piece; the whole, once it is complete. Throws `protocol-violation` for any other piece and keeps what it has. */
  add({ total, offset }: Piece, bytes: Uint8Array): Uint8Array | null {
    const end = offset + bytes.length
    if (total !== this.total || offset !== this.#received || end > total || end === offset)
      throw new TorsorError(
        'protocol-violation',
        `a piece of ${total} bytes from ${offset} to ${end}, at ${this.#received} of ${this.total}`,
      )
    this.#io.bytes(bytes.length, bytes)
    this.#received = end
    return end === total ? this.#io.finish() : null
  }
}
