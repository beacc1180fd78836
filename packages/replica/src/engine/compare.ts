import { digestOfDelta, stateDigest } from '@torsor/core'
import { digestCheck } from '@torsor/protocol'
import type { Memory } from '../read/memory.js'
import type { Clock } from '../world/ports.js'

/** The reference is the relay's, with this digest at this position. */
export interface Verified {
  readonly position: number
  readonly digest: string
}

/** moved: the reference stood elsewhere than assumed; differs: digests are not equal (rule 14). */
export type Compared = Verified | 'moved' | 'differs'

/** So often the digest is taken of every cell, in ms: half a second of the worker for a million of them. */
const COUNT_MS = 3_600_000

/**
 * Compares the reference with what a relay says. Its digest follows what changes, and a bit that flips in memory is no
 * change: now and then it is taken anew.
 */
export class Comparison {
  readonly #memory: Memory
  readonly #clock: Clock
  #countedAt: number

  constructor(memory: Memory, clock: Clock) {
    this.#memory = memory
    this.#clock = clock
    this.#countedAt = clock.elapsed()
  }

  /** `told`: what the relay says that the digest of the reference begins with at `position`. */
  at(position: number, told: string): Compared {
    const { place, reference } = this.#memory
    if (place.position !== position) return 'moved'
    const now = this.#clock.elapsed()
    const counts = now - this.#countedAt >= COUNT_MS
    if (counts) this.#countedAt = now
    const digest = counts ? digestOfDelta(reference.delta) : stateDigest(reference)
    return digestCheck(digest) === told ? { position, digest } : 'differs'
  }
}
