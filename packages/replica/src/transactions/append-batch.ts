import type { Durability, ReplicaStore, StoreReader, StoreWriter } from '@torsor/store'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, type Draft } from '../edits/draft.js'
import { mergeWrites, type FaceWrites, type OpenEntry } from '../outbox/entry.js'
import { nextRevision, readFace, readIdentity, type FaceMeta, type Identity } from '../storage/layout.js'
import { fromOutboxRow, outboxKey, outboxRange, toOutboxRow, type OutboxRow } from '../storage/rows.js'
import { unchanged, type Change, type OutboxKey } from './change.js'

/** What one write, or a run of them, comes to. */
export interface Written {
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
 * Everything written since the last transaction becomes one batch, which gets its number in the transaction that stores
 * it (rule 5), under the id of this boot, minted here at its first edit (rule 1). What is on the disk already, because a
 * commit was believed to have failed, is left out (rule 13). Null: all of it is there.
 */
export async function appendBatch(store: ReplicaStore, written: readonly Written[], options: AppendOptions): Promise<Change | null> {
  return store.write(options.durability, async (writer) => {
    const missing: Written[] = []
    for (const one of written) if (!(await isStored(writer, one.writes))) missing.push(one)
    if (missing.length === 0) return null
    const batch = together(missing)
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

async function isStored(reader: StoreReader, writes: FaceWrites): Promise<boolean> {
  for (const [face, first] of writes) if ((await readFace(reader, face)) < first) return false
  return true
}

function together(written: readonly Written[]): Written {
  const draft = createDraft()
  for (const one of written) composeDraftInto(draft, one.draft)
  return { draft, writes: mergeWrites(written.map(({ writes }) => writes)), at: Math.min(...written.map(({ at }) => at)) }
}

async function foldOpen(
  writer: StoreWriter,
  last: OpenEntry & { readonly id: string },
): Promise<{ entry: OpenEntry & { readonly id: string }; deleted: OutboxKey[] }> {
  const folded: OpenEntry[] = [last]
  const deleted: OutboxKey[] = []
  const rows = await writer.entries('outbox', outboxRange(last.id))
  // Backwards, as far as nothing lies between: a packet holds its whole range.
  for (const [key, value] of rows.toReversed()) {
    if ((value as OutboxRow).kind !== 'open') break
    const entry = fromOutboxRow(value)
    if (entry.kind !== 'open' || entry.to + 1 !== folded[0]?.from) break
    folded.unshift(entry)
    deleted.push([entry.id, entry.from])
    writer.delete('outbox', key)
  }
  return { entry: { ...last, ...together(folded), from: folded[0]?.from ?? last.from }, deleted }
}
