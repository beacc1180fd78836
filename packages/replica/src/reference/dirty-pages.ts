import type { Delta } from '@torsor/core'
import { bucketsOf, pageCountFor } from './pages.js'

/** Which pages the log has changed since the last checkpoint, and how much log there is. */
export class DirtyPages {
  /** The count that the buckets are of. */
  readonly pageCount: number
  readonly buckets: Set<number> = new Set()
  bytes = 0
  rows = 0
  /** Bytes of every page on the disk, by bucket. */
  readonly #sizes: ReadonlyMap<number, number>

  constructor(pageCount: number, sizes: ReadonlyMap<number, number>) {
    this.pageCount = pageCount
    this.#sizes = sizes
  }

  /** The log has one more row. */
  add(delta: Delta, bytes: number): void {
    for (const bucket of bucketsOf(delta, this.pageCount)) this.buckets.add(bucket)
    this.bytes += bytes
    this.rows += 1
  }

  /** How many pages suit what the last checkpoint left. Log is not counted: most of it changes cells that are there. */
  suitingCount(now: number): number {
    let stored = 0
    for (const size of this.#sizes.values()) stored += size
    return pageCountFor(stored, now)
  }

  /** After a checkpoint that wrote these pages; all of them when the count changed. */
  cleaned(pageCount: number, written: ReadonlyMap<number, number>): DirtyPages {
    const sizes = new Map(pageCount === this.pageCount ? this.#sizes : [])
    for (const [bucket, size] of written) sizes.set(bucket, size)
    return new DirtyPages(pageCount, sizes)
  }
}
