import type { ReplicaId } from '@torsor/protocol'
import type { Durability, ReplicaStore } from '@torsor/store'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, type Draft } from '../edits/draft.js'
import { mergeWrites, type FaceWrites } from '../outbox/entry.js'
import { nextRevision, readFace, readJournal, type BatchRow } from '../storage/journal.js'
import { readIdentity, type Identity } from '../storage/layout.js'
import { toOutboxRow } from '../storage/rows.js'
import { unchanged, type Change } from './change.js'

/** A write that had its id and number before: by what its page told. */
export interface Named {
  readonly id: ReplicaId
  readonly number: number
  /** From now on that is the id of this boot. */
  readonly isBoot: boolean
}

/** What one write, or a run of them, comes to. */
export interface Written {
  readonly draft: Draft
  readonly writes: FaceWrites
  readonly at: number
}

/**
 * Stores a batch with one request and resolves with the revision it got. It counts only if that is `row.after + 1`; then
 * nobody wrote since this tab heard last, and the number it took for the batch is its number (rule 5).
 */
export function appendBatch(store: ReplicaStore, durability: Durability, row: BatchRow): Promise<number> {
  return store.append(durability, row)
}

/**
 * Everything written since the last transaction becomes one batch, which gets its number in the transaction that stores
 * it, under the id of this boot, minted here at its first edit (rule 1). Believes nothing: what is on the disk already,
 * because a commit was believed to have failed, is left out (rule 13). `named`: it has an id and a number already. Null: all of it is there.
 */
export async function appendChecked(
  store: ReplicaStore,
  durability: Durability,
  written: readonly Written[],
  mintId: () => string,
  named?: Named,
): Promise<Change | null> {
  return store.write(durability, async (writer) => {
    const missing: Written[] = []
    for (const one of written) {
      const isStored = await Promise.all(one.writes.map(async ([face, first]) => (await readFace(writer, face)) >= first))
      if (!isStored.every(Boolean)) missing.push(one)
    }
    if (missing.length === 0) return null
    const known = await readIdentity(writer)
    const id = named?.id ?? known.id ?? mintId()
    const isNew = known.id !== id && named?.isBoot !== false
    if (isNew) writer.put('meta', 'identity', { ...known, id } satisfies Identity)
    const { batches } = await readJournal(writer)
    const number = named?.number ?? batches.reduce((next, { row }) => (row.id === id ? Math.max(next, row.to + 1) : next), known.next)
    const row = toOutboxRow({ ...together(missing), kind: 'open', id, from: number, to: number, size: 0 })
    const revision = await nextRevision(writer)
    writer.put('journal', revision, { ...row, after: revision - 1 } satisfies BatchRow)
    return { ...unchanged(revision), put: [row], ...(isNew ? { identity: id } : {}) }
  })
}

export function together(written: readonly Written[]): Written {
  const draft = createDraft()
  for (const one of written) composeDraftInto(draft, one.draft)
  return { draft, writes: mergeWrites(written.map(({ writes }) => writes)), at: Math.min(...written.map(({ at }) => at)) }
}
