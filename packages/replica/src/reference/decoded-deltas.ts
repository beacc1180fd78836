import { decodeDelta, type Delta } from '@torsor/core'

/** What bytes decode to, while somebody holds the bytes: a step is checked before it is stored and applied after. */
export class DecodedDeltas {
  readonly #known = new WeakMap<Uint8Array, Delta>()

  /** Throws `bytes-malformed`. The delta is not to be changed. */
  of(bytes: Uint8Array): Delta {
    let delta = this.#known.get(bytes)
    if (delta === undefined) this.#known.set(bytes, (delta = decodeDelta(bytes)))
    return delta
  }
}
