import { encodeDelta, type Delta } from '@torsor/core'
import type { ReplicaId } from '@torsor/protocol'
import type { ReplicaStore, StoreWriter } from '@torsor/store'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, type Draft } from '../edits/draft.js'
import { mergeWrites, type OpenEntry } from '../outbox/entry.js'
import { isMemoryId } from '../outbox/memory-id.js'
import { nextRevision, readJournal, removeBatches, type Batch, type Journal } from '../storage/journal.js'
import { fromOutboxRow, outboxKey, outboxRange, seal, type OutboxRow } from '../storage/rows.js'
import { unchanged, type Change, type OutboxKey } from './change.js'
import { leaveJournal } from './leave-journal.js'

export interface Open {
  readonly id: string
  /** What the tab knows: no batch before this one is open, as long as this is the last revision. */
  readonly from: number
  readonly revision: number
}

/**
 * Freezes the open batches of one id into a packet, all that follow on each other without a gap (rule 3): in one strict transaction, before its first byte leaves.
 * `resolve` gives lives and stamps by rule 4, against what memory holds while the transaction runs. Null: nothing open.
 */
export async function freezeOpen(store: ReplicaStore, known: Open, resolve: (draft: Draft) => Delta): Promise<Change | null> {
  return store.write('strict', async (writer) => {
    const { id } = known
    const journal = await readJournal(writer)
    const found = frozenTogether(id, await openRows(writer, known, journal))
    const open = found.map(({ entry }) => entry)
    const draft = createDraft()
    const deleted: OutboxKey[] = []
    const used = new Set<Batch>()
    for (const { entry, batch } of found) {
      composeDraftInto(draft, entry.draft)
      deleted.push([id, entry.from])
      if (batch === null) writer.delete('outbox', [id, entry.from])
      else used.add(batch)
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
    removeBatches(writer, journal, used)
    await leaveJournal(writer, row)
    return { ...unchanged(await nextRevision(writer)), deleted, put: [row] }
  })
}

interface Found {
  readonly entry: OpenEntry
  readonly batch: Batch | null
}

/** The first, and what follows on it without a gap: between batches that were brought back and later ones lie packets that are not in this one. */
function frozenTogether(id: ReplicaId, found: readonly Found[]): readonly Found[] {
  const [first] = found
  if (first === undefined) return []
  let count = 1
  while (found[count]?.entry.from === (found[count - 1]?.entry.to ?? 0) + 1) count++
  if (!isMemoryId(id)) return found.slice(0, count)
  // Who takes the same writes again freezes the same blocks, or parts of them: what begins at a multiple of its length lies whole in another, or beside it.
  let block = 1
  while (block * 2 <= count && (first.entry.from - 1) % (block * 2) === 0) block *= 2
  return found.slice(0, block)
}

/** In order of number. Packets that are kept need not be read where it is known that nothing open lies among them. */
async function openRows(writer: StoreWriter, { id, from, revision }: Open, journal: Journal): Promise<readonly Found[]> {
  const range = outboxRange(id)
  const stored = await writer.entries('outbox', journal.revision === revision ? { ...range, from: [id, from] } : range)
  const found: Found[] = []
  const add = (row: OutboxRow, batch: Batch | null): void => {
    const entry = row.kind === 'open' ? fromOutboxRow(row) : null
    if (entry?.kind === 'open') found.push({ entry, batch })
  }
  for (const [, row] of stored) add(row as OutboxRow, null)
  for (const batch of journal.batches) if (batch.row.id === id) add(batch.row, batch)
  return found.toSorted((a, b) => a.entry.from - b.entry.from)
}
