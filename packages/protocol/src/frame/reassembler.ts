import { TorsorError } from '@torsor/core'
import * as limits from '../limits.js'
import type { FragmentMessage } from '../message/fragment.js'
import { Assembler } from './assembler.js'
import { decodeFrame } from './frame.js'
import type { Direction, MessageOf } from './message.js'

/**
 * The fragmented messages of one socket. Whatever it throws, the stream concerned is forgotten, and the socket is to be
 * closed like after any other malformed frame.
 */
export class Reassembler<D extends Direction> {
  readonly #direction: D
  readonly #streams = new Map<number, Assembler>()

  constructor(direction: D) {
    this.#direction = direction
  }

  /** What this fragment completes, or nothing. Throws `protocol-violation`, `too-large` or `protocol-incompatible`. */
  accept({ stream, piece, bytes }: FragmentMessage): MessageOf<D>[] {
    const assembler = this.#streams.get(stream) ?? new Assembler(piece.total, limits.message)
    this.#streams.delete(stream)
    if (this.#streams.size === limits.streams) throw new TorsorError('too-large', `more than ${limits.streams} streams of fragments`)
    const whole = assembler.add(piece, bytes)
    if (whole === null) {
      this.#streams.set(stream, assembler)
      return []
    }
    const messages = decodeFrame(whole, this.#direction, limits.message)
    if (messages.some(({ type }) => type === 'fragment')) throw new TorsorError('protocol-violation', 'a fragment of fragments')
    return messages
  }
}
