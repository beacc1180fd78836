import type { ReplicaStore, StoreWriter } from '@torsor/store'
import { nextRevision, readJournal, removeBatches } from '../storage/journal.js'
import { fromOutboxRow, outboxKey, toOutboxRow, type OutboxRow } from '../storage/rows.js'
import type { OpenEntry } from '../outbox/entry.js'
import { together } from './append-batch.js'
import { unchanged, type Change, type OutboxKey } from './change.js'
import { leaveJournal } from './leave-journal.js'

/** Where the open row begins that ends right before this batch; undefined: none is known. */
export type OpenBefore = (id: string, from: number) => number | undefined

/**
 * Folds the journal's batches into rows of the outbox, so that the queue's size follows the state touched, not the edits
 * made. What lies before them is folded in while it is no larger than what is folded already: however much waits, an
 * edit is rewritten a logarithmic number of times. Null: there is nothing to fold.
 */
export function foldJournal(store: ReplicaStore, openBefore: OpenBefore): Promise<Change | null> {
  return store.write('relaxed', async (writer) => {
    const journal = await readJournal(writer)
    if (journal.batches.length === 0) return null
    const deleted: OutboxKey[] = []
    const put: OutboxRow[] = []
    for (const run of runsOf(journal.batches.map(({ row }) => row))) {
      const rows = await withOlder(writer, run, openBefore)
      const entries = rows.map(fromOutboxRow).filter((entry): entry is OpenEntry & { readonly id: string } => entry.kind === 'open')
      const [first] = entries
      const last = entries.at(-1)
      if (first === undefined || last === undefined) continue
      const row = toOutboxRow({ ...first, ...together(entries), to: last.to })
      for (const entry of entries) deleted.push([entry.id, entry.from])
      for (const older of rows.slice(0, rows.length - run.length)) writer.delete('outbox', outboxKey(older))
      writer.put('outbox', outboxKey(row), row)
      await leaveJournal(writer, row)
      put.push(row)
    }
    removeBatches(writer, journal, new Set(journal.batches))
    return { ...unchanged(await nextRevision(writer)), deleted, put }
  })
}

/** Batches of one id that follow on each other: a row stands for its whole range. */
function runsOf(rows: readonly OutboxRow[]): OutboxRow[][] {
  const runs: OutboxRow[][] = []
  for (const row of rows) {
    const run = runs.find((known) => known.at(-1)?.id === row.id && known.at(-1)?.to === row.from - 1)
    if (run === undefined) runs.push([row])
    else run.push(row)
  }
  return runs
}

async function withOlder(writer: StoreWriter, run: readonly OutboxRow[], openBefore: OpenBefore): Promise<OutboxRow[]> {
  const rows = [...run]
  let size = run.reduce((sum, { bytes }) => sum + bytes.length, 0)
  for (let first = rows[0]; first !== undefined; first = rows[0]) {
    const from = openBefore(first.id, first.from)
    const older = from === undefined ? undefined : ((await writer.get('outbox', [first.id, from])) as OutboxRow | undefined)
    if (older?.kind !== 'open' || older.to !== first.from - 1 || older.bytes.length > size) break
    size += older.bytes.length
    rows.unshift(older)
  }
  return rows
}
