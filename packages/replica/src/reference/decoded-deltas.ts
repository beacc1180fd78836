import { composeInto, createDelta, decodeDelta, encodeDelta, type Delta } from '@torsor/core'

/** What bytes decode to, while somebody holds the bytes: a step is checked before it is stored and applied after. */
export class DecodedDeltas {
  readonly #known = new WeakMap<Uint8Array, Delta>()

  /** Throws `bytes-malformed`. The delta is not to be changed. */
  of(bytes: Uint8Array): Delta {
    let delta = this.#known.get(bytes)
    if (delta === undefined) this.#known.set(bytes, (delta = decodeDelta(bytes)))
    return delta
  }

  /** What several deltas come to, one after the other, as bytes. */
  composed(list: readonly Uint8Array[]): Uint8Array {
    const [only] = list
    if (only !== undefined && list.length === 1) return only
    const whole = createDelta()
    for (const bytes of list) composeInto(whole, this.of(bytes))
    const bytes = encodeDelta(whole)
    this.#known.set(bytes, whole)
    return bytes
  }
}
