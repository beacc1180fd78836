import { cloneRecords } from './delta.js'
import type { Delta } from './types.js'

/**
 * `compose` is pure and shares what it did not touch. So that applying something to one of the sharers in place can
 * never show in another, sharers are remembered, and the first change in place takes a copy.
 */
const sharers = new WeakSet<Delta>()

export function markShared(delta: Delta): void {
  sharers.add(delta)
}

export function takeOwnership(delta: Delta): void {
  if (!sharers.delete(delta)) return
  for (const [table, records] of delta.records) delta.records.set(table, cloneRecords(records))
  for (const [table, words] of delta.words) delta.words.set(table, words.clone())
}
