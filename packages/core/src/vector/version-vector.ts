import { hex } from '../bytes/hex.js'
import { Reader } from '../bytes/reader.js'
import { Writer } from '../bytes/writer.js'
import { addRange, coverageOf, holesOf, type BatchRange } from './ranges.js'

/** Ranges kept beyond the frontier of one id (rule 2): what bounds the memory a hostile numbering can take. */
export const MAX_RANGES_BEYOND_FRONTIER = 64

const NO_RANGES: readonly BatchRange[] = []
const ID = /^[0-9a-f]{16}$/
const ID_BYTES = 8

/**
 * Which batches of which replica id were applied: per id a frontier (1 … n) and at most 64 ranges beyond it. Ids are 16 lower-case
 * hex digits.
 */
export class VersionVector {
  readonly #ranges: Map<string, readonly BatchRange[]> = new Map()

  /** How much of the batches `from` … `to` of `id` is held. */
  coverage(id: string, from: number, to: number): 'none' | 'some' | 'all' {
    return coverageOf(this.ranges(id), from, to)
  }

  /**
   * Records `from` … `to` of `id`. False, and nothing changes, where that would take more than 64 ranges beyond the frontier;
   * true otherwise, also when all of it was held already.
   */
  add(id: string, from: number, to: number): boolean {
    if (!ID.test(id)) throw new RangeError(`Not a replica id: ${JSON.stringify(id)}`)
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1 || to < from)
      throw new RangeError(`Not a range of batches: ${from}…${to}`)
    const ranges = addRange(this.ranges(id), from, to)
    if (beyondFrontier(ranges) > MAX_RANGES_BEYOND_FRONTIER) return false
    this.#ranges.set(id, ranges)
    return true
  }

  /** The greatest n such that 1 … n are all held; 0: not even 1. */
  frontier(id: string): number {
    const first = this.ranges(id)[0]
    return first !== undefined && first.from === 1 ? first.to : 0
  }

  /** All that is held of `id`: sorted, disjoint, not adjacent. */
  ranges(id: string): readonly BatchRange[] {
    return this.#ranges.get(id) ?? NO_RANGES
  }

  /** What is missing below the greatest batch held of `id`. */
  holes(id: string): readonly BatchRange[] {
    return holesOf(this.ranges(id))
  }

  /** Sorted. */
  ids(): readonly string[] {
    return [...this.#ranges.keys()].sort()
  }

  clone(): VersionVector {
    const copy = new VersionVector()
    for (const [id, ranges] of this.#ranges) copy.#ranges.set(id, ranges)
    return copy
  }

  /** Canonical: one byte string for each set of batches. */
  encode(): Uint8Array {
    const writer = new Writer()
    const ids = this.ids()
    writer.unsigned(ids.length)
    for (const id of ids) {
      for (let at = 0; at < ID_BYTES; at++) writer.byte(parseInt(id.slice(at * 2, at * 2 + 2), 16))
      const ranges = this.ranges(id)
      writer.unsigned(ranges.length)
      let next = 1
      for (const { from, to } of ranges) {
        writer.unsigned(from - next)
        writer.unsigned(to - from)
        next = to + 2
      }
    }
    return writer.finish()
  }

  /** Throws `bytes-malformed` for anything that `encode` does not write. */
  static decode(bytes: Uint8Array): VersionVector {
    const reader = new Reader(bytes)
    const vector = new VersionVector()
    const count = reader.count(ID_BYTES + 1, 'replica ids')
    let previous = ''
    for (let entry = 0; entry < count; entry++) {
      const id = hex(reader.take(ID_BYTES))
      reader.check(id > previous, 'replica ids out of order')
      previous = id
      const rangeCount = reader.count(2, 'ranges')
      reader.check(rangeCount > 0, 'a replica id without ranges')
      const ranges: BatchRange[] = []
      let next = 1
      for (let range = 0; range < rangeCount; range++) {
        const from = next + reader.unsigned()
        const to = from + reader.unsigned()
        reader.check(Number.isSafeInteger(to), 'a batch number beyond the safe integers')
        ranges.push({ from, to })
        next = to + 2
      }
      reader.check(beyondFrontier(ranges) <= MAX_RANGES_BEYOND_FRONTIER, 'more ranges than a vector keeps')
      vector.#ranges.set(id, ranges)
    }
    reader.end()
    return vector
  }
}

function beyondFrontier(ranges: readonly BatchRange[]): number {
  return ranges.length - (ranges[0]?.from === 1 ? 1 : 0)
}
