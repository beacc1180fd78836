/**
 * The sum, lane by lane modulo 2^32, of the hashes of a state's cells and lives. Adding and taking away commute, so the digest
 * is a function of the state and follows it in O(cells changed). It finds divergence by accident; it is **not a MAC**:
 * whoever can choose cells can make two states of one digest.
 */
export class DigestAccumulator {
  readonly #lanes: Int32Array = new Int32Array(4)

  add(hash: Int32Array): void {
    const lanes = this.#lanes
    for (let lane = 0; lane < 4; lane++) lanes[lane] = (lanes[lane] as number) + (hash[lane] as number)
  }

  subtract(hash: Int32Array): void {
    const lanes = this.#lanes
    for (let lane = 0; lane < 4; lane++) lanes[lane] = (lanes[lane] as number) - (hash[lane] as number)
  }

  clone(): DigestAccumulator {
    const copy = new DigestAccumulator()
    copy.#lanes.set(this.#lanes)
    return copy
  }

  /** 32 hex digits. */
  toString(): string {
    return Array.from(this.#lanes, (lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
  }
}
