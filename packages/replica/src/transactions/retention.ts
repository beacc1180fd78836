import type { ReplicaStore } from '@torsor/store'
import { isKept, type Entry, type KeptEntry } from '../outbox/entry.js'
import { nextRevision } from '../storage/journal.js'
import { fromOutboxRow, outboxKey } from '../storage/rows.js'
import { unchanged, type Change, type OutboxKey } from './change.js'

/** How long acknowledged packets are kept (rule 5): a relay that lost its tail, or another relay, gets them again. */
export interface RetentionLimits {
  readonly milliseconds: number
  readonly bytes: number
}

export const defaultRetention: RetentionLimits = { milliseconds: 7 * 24 * 60 * 60 * 1000, bytes: 256 * 1024 }

/** Looking what must go reads the whole outbox: it must be worth it, and not be done at every step. */
const SLACK = 1.25

export class Retention {
  readonly #limits: RetentionLimits

  constructor(limits: RetentionLimits = defaultRetention) {
    this.#limits = limits
  }

  /** Asked after every step of the stream: one pass, nothing sorted. */
  isDue(entries: readonly Entry[], now: number): boolean {
    let bytes = 0
    for (const entry of entries) {
      if (!isKept(entry)) continue
      bytes += entry.size
      if (bytes > this.#limits.bytes * SLACK || now - (entry.confirmedAt ?? now) > this.#limits.milliseconds) return true
    }
    return false
  }

  /** The oldest acknowledged packets, as far as time or room say that they must go. */
  expired(entries: readonly Entry[], now: number): readonly KeptEntry[] {
    const confirmed = entries.filter(isKept).toSorted((a, b) => (a.confirmedAt ?? 0) - (b.confirmedAt ?? 0))
    let bytes = confirmed.reduce((sum, entry) => sum + entry.size, 0)
    const expired: KeptEntry[] = []
    for (const entry of confirmed) {
      if (bytes <= this.#limits.bytes && now - (entry.confirmedAt ?? now) <= this.#limits.milliseconds) break
      expired.push(entry)
      bytes -= entry.size
    }
    return expired
  }
}

export function pruneConfirmed(store: ReplicaStore, retention: Retention, now: number): Promise<Change | null> {
  return store.write('relaxed', async (writer) => {
    const entries = (await writer.entries('outbox')).map(([, value]) => fromOutboxRow(value))
    const deleted: OutboxKey[] = []
    for (const entry of retention.expired(entries, now)) {
      writer.delete('outbox', outboxKey(entry))
      deleted.push([entry.id, entry.from])
    }
    return deleted.length === 0 ? null : { ...unchanged(await nextRevision(writer)), deleted }
  })
}
