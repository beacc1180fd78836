import { encodeDelta, type Delta } from '@torsor/core'
import type { ReplicaStore } from '@torsor/store'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, type Draft } from '../edits/draft.js'
import { mergeWrites, type OpenEntry } from '../outbox/entry.js'
import { nextRevision } from '../storage/layout.js'
import { fromOutboxRow, outboxKey, outboxRange, seal, type OutboxRow } from '../storage/rows.js'
import { unchanged, type Change, type OutboxKey } from './change.js'

/**
 * Freezes the open batches of one id into a packet, all that follow on each other without a gap (rule 3): in one strict transaction, before its first byte leaves.
 * `resolve` gives lives and stamps by rule 4, against what memory holds while the transaction runs. Null: nothing open.
 */
export async function freezeOpen(store: ReplicaStore, id: string, resolve: (draft: Draft) => Delta): Promise<Change | null> {
  return store.write('strict', async (writer) => {
    const draft = createDraft()
    const open: OpenEntry[] = []
    const deleted: OutboxKey[] = []
    for (const [key, value] of await writer.entries('outbox', outboxRange(id))) {
      if ((value as OutboxRow).kind !== 'open') continue
      const entry = fromOutboxRow(value)
      if (entry.kind !== 'open') continue
      // Between batches that were brought back and later ones lie packets that are not in this one.
      const last = open.at(-1)
      if (last !== undefined && entry.from !== last.to + 1) break
      composeDraftInto(draft, entry.draft)
      open.push(entry)
      deleted.push([id, entry.from])
      writer.delete('outbox', key)
    }
    if (open.length === 0) return null
    const row: OutboxRow = {
      kind: 'frozen',
      id,
      from: Math.min(...open.map((entry) => entry.from)),
      to: Math.max(...open.map((entry) => entry.to)),
      at: Math.min(...open.map((entry) => entry.at)),
      writes: mergeWrites(open.map((entry) => entry.writes)),
      confirmedAt: null,
      refusal: null,
      ...seal(encodeDelta(resolve(draft))),
    }
    writer.put('outbox', outboxKey(row), row)
    return { ...unchanged(await nextRevision(writer)), deleted, put: [row] }
  })
}
