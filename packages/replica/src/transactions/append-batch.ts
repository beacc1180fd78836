import type { PacketKey } from '@torsor/protocol'
import type { Durability, ReplicaStore, StoreReader } from '@torsor/store'
import { composeDraftInto } from '../edits/compose.js'
import { createDraft, type Draft } from '../edits/draft.js'
import { mergeWrites, type FaceWrites } from '../outbox/entry.js'
import { nextRevision, readFace, readJournal, type BatchRow } from '../storage/journal.js'
import { readIdentity, type FaceMeta, type Identity } from '../storage/layout.js'
import { toOutboxRow } from '../storage/rows.js'
import { unchanged, type Change } from './change.js'

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
 * because a commit was believed to have failed, is left out (rule 13). `named`: it has an id and numbers already; whether that is from now on the id of this boot. Null: all of it is there.
 */
export async function appendChecked(
  store: ReplicaStore,
  durability: Durability,
  written: readonly Written[],
  mintId: () => string,
  named?: PacketKey & { readonly isBoot: boolean; readonly next?: number | undefined },
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
    const identity: Identity = {
      ...known,
      id,
      next: named !== undefined && known.id !== id ? await numberAfter(writer, faceOf(missing), named) : known.next,
    }
    if (isNew) writer.put('meta', 'identity', identity)
    const { batches } = await readJournal(writer)
    const number = batches.reduce((next, { row }) => (row.id === id ? Math.max(next, row.to + 1) : next), identity.next)
    const row = toOutboxRow({ ...together(missing), kind: 'open', id, from: number, to: Math.max(number, named?.to ?? 0), size: 0 })
    const revision = await nextRevision(writer)
    writer.put('journal', revision, { ...row, after: revision - 1 } satisfies BatchRow)
    return { ...unchanged(revision), put: [row], ...(isNew ? { identity: id } : {}) }
  })
}

/**
 * A range that follows on what was written before under this id leaves no hole, which a relay has only room for a few of.
 * Packets tell nothing: the latest may be kept no more, and a number that was given must not be given again.
 */
async function numberAfter(
  reader: StoreReader,
  face: string,
  { from, next }: { readonly from: number; readonly next?: number | undefined },
): Promise<number> {
  const { inMemory = 0 } = ((await reader.get('meta', ['face', face])) as FaceMeta | undefined) ?? {}
  return Math.max(inMemory, next ?? 0) || from
}

/** What has an id already is of one page load. */
function faceOf([first]: readonly Written[]): string {
  return first?.writes[0]?.[0] ?? ''
}

export function together(written: readonly Written[]): Written {
  const draft = createDraft()
  for (const one of written) composeDraftInto(draft, one.draft)
  return { draft, writes: mergeWrites(written.map(({ writes }) => writes)), at: Math.min(...written.map(({ at }) => at)) }
}
