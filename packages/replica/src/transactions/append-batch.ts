import type { Durability, ReplicaStore, StoreWriter } from '@torsor/store'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, type Draft } from '../edits/draft.js'
import { mergeWrites, type FaceWrites, type OpenEntry } from '../outbox/entry.js'
import { nextRevision, readFace, readIdentity, type FaceMeta, type Identity } from '../storage/layout.js'
import { fromOutboxRow, outboxKey, outboxRange, toOutboxRow, type OutboxRow } from '../storage/rows.js'
import { unchanged, type Change, type OutboxKey } from './change.js'

export interface Batch {
  readonly draft: Draft
  readonly writes: FaceWrites
  readonly at: number
}

export interface AppendOptions {
  readonly durability: Durability
  /** Folds this boot's open batches into one row: the queue's size follows the state touched, not the edits made. */
  readonly fold: boolean
  readonly mintId: () => string
}

/**
 * A batch gets its number in the transaction that stores it (rule 5), under the id of this boot, minted here at its
 * first edit (rule 1). Writes that are on disk already are not stored twice (rule 13): returns null.
 */
export async function appendBatch(store: ReplicaStore, batch: Batch, options: AppendOptions): Promise<Change | null> {
  return store.write(options.durability, async (writer) => {
    for (const [face, first] of batch.writes) if ((await readFace(writer, face)) >= first) return null
    const identity = await readIdentity(writer)
    const id = identity.id ?? options.mintId()
    const revision = await nextRevision(writer)
    writer.put('meta', 'identity', { id, next: identity.next + 1 } satisfies Identity)
    for (const [face, , last] of batch.writes) writer.put('meta', ['face', face], { number: last, at: batch.at } satisfies FaceMeta)
    const fresh = { ...batch, kind: 'open' as const, id, from: identity.next, to: identity.next, size: 0 }
    const { entry, deleted } = options.fold ? await foldOpen(writer, fresh) : { entry: fresh, deleted: [] }
    const row: OutboxRow = toOutboxRow(entry)
    writer.put('outbox', outboxKey(entry), row)
    return { ...unchanged(revision), deleted, put: [row], ...(identity.id === null ? { identity: id } : {}) }
  })
}

async function foldOpen(
  writer: StoreWriter,
  last: OpenEntry & { readonly id: string },
): Promise<{ entry: OpenEntry & { readonly id: string }; deleted: OutboxKey[] }> {
  const draft = createDraft()
  const folded: OpenEntry[] = []
  const deleted: OutboxKey[] = []
  for (const [key, value] of await writer.entries('outbox', outboxRange(last.id))) {
    if ((value as OutboxRow).kind !== 'open') continue
    const entry = fromOutboxRow(value)
    if (entry.kind !== 'open') continue
    composeDraftInto(draft, entry.draft)
    folded.push(entry)
    deleted.push([entry.id, entry.from])
    writer.delete('outbox', key)
  }
  composeDraftInto(draft, last.draft)
  folded.push(last)
  const from = Math.min(...folded.map((entry) => entry.from))
  const at = Math.min(...folded.map((entry) => entry.at))
  return { entry: { ...last, from, at, draft, writes: mergeWrites(folded.map((entry) => entry.writes)) }, deleted }
}
