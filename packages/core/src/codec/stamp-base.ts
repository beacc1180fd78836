import type { Stamp } from '../delta/types.js'
import type { Reader } from './reader.js'

/** Stamps up to 2^53 - 1. */
export const STAMP_BYTES = 7

/** The least stamp of a delta, from which all its stamps are counted; 0 when it has none. */
export class StampBase {
  #base: Stamp
  #reached = false

  constructor(base: Stamp = 0) {
    this.#base = base
  }

  get base(): Stamp {
    return this.#base
  }

  /** A stamp that is going to be written. */
  lower(stamp: Stamp): void {
    if (!Number.isSafeInteger(stamp) || stamp < 1) throw new RangeError(`Not a stamp: ${stamp}`)
    if (this.#base === 0 || stamp < this.#base) this.#base = stamp
  }

  read(reader: Reader, distance: number): Stamp {
    const stamp = this.#base + distance
    if (this.#base === 0 || !Number.isSafeInteger(stamp)) throw reader.malformed('a stamp out of range')
    if (distance === 0) this.#reached = true
    return stamp
  }

  /** A base that no stamp has would be a second spelling. */
  end(reader: Reader): void {
    if (this.#base !== 0 && !this.#reached) throw reader.malformed('a base of stamps that no cell has')
  }
}
