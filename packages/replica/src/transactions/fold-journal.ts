import type { ReplicaStore } from '@torsor/store'
import type { Entry, OpenEntry } from '../outbox/entry.js'
import { isMemoryId } from '../outbox/memory-id.js'
import { nextRevision } from '../storage/journal.js'
import { outboxKey, toOutboxRow, type OutboxRow } from '../storage/rows.js'
import { together } from './append-batch.js'
import { unchanged, type Change, type OutboxKey } from './change.js'
import { leaveJournal } from './leave-journal.js'

/** What a tab holds in memory of the outbox, and the revision at which it does. */
export interface Known {
  readonly revision: number
  readonly entries: readonly Entry[]
  /** Those that lie in the journal. */
  readonly unfolded: ReadonlySet<Entry>
}

export interface Folding {
  readonly change: Change
  /** The rows put, as entries. */
  readonly folded: readonly OpenEntry[]
}

type StoredOpen = OpenEntry & { readonly id: string }

/** The tab is not where the disk is. */
class Stale extends Error {}

/**
 * Folds the journal's batches into rows of the outbox, so that the queue's size follows the state touched, not the edits
 * made. What lies before them is folded in while it is no larger than what is folded already: however much waits, an
 * edit is rewritten a logarithmic number of times. Works from memory, and leaves all as it is where that lags behind.
 */
export async function foldJournal(store: ReplicaStore, known: Known): Promise<Folding | null> {
  const folds = foldsOf(known)
  try {
    return await store.write('relaxed', async (writer) => {
      const deleted: OutboxKey[] = []
      const put: OutboxRow[] = []
      const folded: OpenEntry[] = []
      for (const entries of folds) {
        const entry = { ...entries[0], ...together(entries), to: Math.max(...entries.map(({ to }) => to)) }
        const row = toOutboxRow(entry)
        folded.push({ ...entry, size: row.bytes.length })
        for (const entry of entries) {
          deleted.push([entry.id, entry.from])
          if (!known.unfolded.has(entry)) writer.delete('outbox', outboxKey(entry))
        }
        writer.put('outbox', outboxKey(row), row)
        await leaveJournal(writer, row)
        put.push(row)
      }
      writer.clear('journal')
      const revision = await nextRevision(writer)
      if (revision !== known.revision + 1) throw new Stale()
      return { change: { ...unchanged(revision), deleted, put }, folded }
    })
  } catch (error) {
    if (error instanceof Stale) return null
    throw error
  }
}

/** Entries that follow on each other, to be one row each: a row stands for its whole range. What was written in memory is frozen in blocks of its own. */
function foldsOf({ entries, unfolded }: Known): readonly (readonly [StoredOpen, ...StoredOpen[]])[] {
  const folds: [StoredOpen, ...StoredOpen[]][] = []
  const open = entries.filter((entry): entry is StoredOpen => entry.kind === 'open' && entry.id !== null)
  for (let at = open.length - 1; at >= 0; at--) {
    const entry = open[at]
    if (entry === undefined || !unfolded.has(entry)) continue
    const fold: [StoredOpen, ...StoredOpen[]] = [entry]
    let size = entry.size
    for (let older = open[at - 1]; older !== undefined && !isMemoryId(entry.id); older = open[at - 1]) {
      if (older.id !== fold[0].id || older.to !== fold[0].from - 1 || (!unfolded.has(older) && older.size > size)) break
      size += older.size
      fold.unshift(older)
      at--
    }
    folds.push(fold)
  }
  return folds
}
