import type { ReplicaId } from '@torsor/protocol'
import type { StoreWriter } from '@torsor/store'
import { nextRevision } from '../storage/journal.js'
import { readIdentity, type Identity } from '../storage/layout.js'
import { outboxKey, type OutboxRow } from '../storage/rows.js'
import { leaveJournal } from './leave-journal.js'

/** Rows that were stored elsewhere, under ids that a session has to be told of: one that was opened without them is made anew. */
export async function bringRows(writer: StoreWriter, rows: readonly OutboxRow[], ids: Iterable<ReplicaId>): Promise<void> {
  for (const row of rows) {
    writer.put('outbox', outboxKey(row), row)
    await leaveJournal(writer, row)
  }
  const identity = await readIdentity(writer)
  writer.put('meta', 'identity', { ...identity, returned: [...new Set([...(identity.returned ?? []), ...ids])] } satisfies Identity)
  await nextRevision(writer)
}
