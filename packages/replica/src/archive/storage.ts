import type { ReplicaId } from '@torsor/protocol'
import { storeNames, type ReplicaStore, type StoreKey } from '@torsor/store'
import { nextRevision, readJournal, readRows } from '../storage/journal.js'
import { clearStaging, initialReference, readIdentity, readReferenceMeta } from '../storage/layout.js'
import { isKept } from '../outbox/entry.js'
import { fromOutboxRow, outboxKey, type OutboxRow } from '../storage/rows.js'
import { bringRows } from '../transactions/bring-rows.js'
import type { ArchivedRow } from './format.js'

/** Everything that a replica has stored but who writes there: the reference, and each batch and packet of its own. */
export async function readForArchive(store: ReplicaStore, space: string): Promise<readonly ArchivedRow[]> {
  return store.read(async (reader) => {
    const rows: ArchivedRow[] = []
    for (const room of storeNames) {
      if (room === 'journal') continue
      for (const [key, value] of await reader.entries(room)) {
        if (room === 'meta' && key !== 'reference' && !isColumns(key)) continue
        rows.push({ space, room, key, value })
      }
    }
    for (const { row } of (await readJournal(reader)).batches) rows.push({ space, room: 'outbox', key: outboxKey(row), value: row })
    return rows
  })
}

/**
 * Brings a replica's archive onto a storage. One that holds nothing yet becomes what was archived; to one that does, the
 * edits come that it lacks, under the ids and numbers that they have: a relay counts them once, whoever else sends them.
 * Returns whether anything came. Throws `storage-damaged` for a row that is none, and then nothing does.
 */
export function writeFromArchive(store: ReplicaStore, rows: readonly ArchivedRow[]): Promise<boolean> {
  const own = rows.flatMap(({ room, value }) => (room === 'outbox' ? [checked(value)] : []))
  return store.write('strict', async (writer) => {
    const there = await readRows(writer)
    const isEmpty = there.length === 0 && (await readReferenceMeta(writer)).nonce === null
    if (isEmpty) {
      clearStaging(writer)
      for (const { room, key, value } of rows)
        if (room !== 'outbox') writer.put(room, key, key === 'reference' ? { ...initialReference, ...(value as object) } : value)
    }
    const missing = isEmpty ? own : lacking(there, own, (await readIdentity(writer)).id)
    if (missing.length > 0) for (const { key, value } of rows) if (isColumns(key)) writer.put('meta', key, value)
    if (!isEmpty && missing.length === 0) return false
    await bringRows(
      writer,
      missing,
      missing.map(({ id }) => id),
    )
    return true
  })
}

function isColumns(key: StoreKey): boolean {
  return Array.isArray(key) && key[0] === 'columns'
}

/** Those of which nothing is there: a row stands for its whole range. */
function lacking(there: readonly OutboxRow[], own: readonly OutboxRow[], present: ReplicaId | null): readonly OutboxRow[] {
  // An id under which this device has anything is its own past, of which it knows more than the archive.
  const ids = new Set([...there.map(({ id }) => id), present])
  return own.filter((row) => !ids.has(row.id))
}

/** Leaves of what is stored only the edits that no relay has: refused ones, too. False: there are none. */
export function keepPending(store: ReplicaStore): Promise<boolean> {
  return store.write('strict', async (writer) => {
    const journal = await readJournal(writer)
    let kept = journal.batches.length
    for (const [key, row] of await writer.entries('outbox')) {
      if (isKept(row as OutboxRow)) writer.delete('outbox', key)
      else kept++
    }
    if (kept === 0) return false
    clearStaging(writer)
    writer.clear('pages')
    writer.clear('log')
    writer.put('meta', 'reference', initialReference)
    await nextRevision(writer)
    return true
  })
}

function checked(value: unknown): OutboxRow {
  fromOutboxRow(value)
  return value as OutboxRow
}
