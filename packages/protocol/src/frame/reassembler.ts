import { TorsorError } from '@torsor/core'
import { limits } from '../limits.js'
import type { Direction, MessageOf } from '../message/codecs.js'
import type { FragmentMessage } from '../message/fragment.js'
import { Assembler } from './assembler.js'
import { decodeMessage } from './message.js'

export interface ReassemblerLimits {
  /** Bytes of one message put together. */
  readonly message: number
  /** Messages under way at once. */
  readonly streams: number
}

/**
 * The fragmented messages of one socket. Whatever it throws, the stream concerned is forgotten, and the socket is to be
 * closed like after any other malformed frame.
 */
export class Reassembler<D extends Direction> {
  readonly #direction: D
  readonly #limits: ReassemblerLimits
  readonly #streams = new Map<number, Assembler>()

  constructor(direction: D, bounds: ReassemblerLimits = limits) {
    this.#direction = direction
    this.#limits = bounds
  }

  /** Bytes held for messages that are not complete. */
  get held(): number {
    let sum = 0
    for (const { received } of this.#streams.values()) sum += received
    return sum
  }

  /** The message that this fragment completes, or null. Throws `protocol-violation`, `too-large` or `protocol-incompatible`. */
  accept(fragment: FragmentMessage): MessageOf<D> | null {
    const { stream } = fragment
    const assembler = this.#streams.get(stream) ?? this.#begin(fragment)
    try {
      const complete = assembler.add(fragment)
      if (complete === null) {
        this.#streams.set(stream, assembler)
        return null
      }
      const message = decodeMessage(complete, this.#direction)
      if (message.type === 'fragment') throw new TorsorError('protocol-violation', 'a fragment made of fragments')
      this.#streams.delete(stream)
      return message
    } catch (error) {
      this.#streams.delete(stream)
      throw error
    }
  }

  /** Forgets a message that will not be completed. */
  drop(stream: number): void {
    this.#streams.delete(stream)
  }

  #begin({ total }: FragmentMessage): Assembler {
    if (this.#streams.size >= this.#limits.streams) {
      throw new TorsorError('too-large', `more than ${this.#limits.streams} fragmented messages at once`)
    }
    return new Assembler(total, this.#limits.message)
  }
}
