import type { WriteRequest } from './engine-port.js'

/**
 * The writes that no disk and no relay is known to hold: a worker that dies takes them along, so they are kept here to
 * be sent again, in order, under the numbers they had.
 */
export interface Unsaved {
  keep(write: WriteRequest): void
  /** Every write up to `through` is safe without us. */
  forget(through: number): void
  drop(number: number): void
  after(number: number): readonly WriteRequest[]
}

export function createUnsaved(): Unsaved {
  const writes = new Map<number, WriteRequest>()
  return {
    keep(write) {
      writes.set(write.number, write)
    },
    forget(through) {
      for (const number of writes.keys()) {
        if (number > through) break
        writes.delete(number)
      }
    },
    drop(number) {
      writes.delete(number)
    },
    after(number) {
      return [...writes.values()].filter((write) => write.number > number)
    },
  }
}
