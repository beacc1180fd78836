import type { KeyRange, StoreReader, StoreWriter } from '@torsor/store'
import type { Cursor, Nonce, ReplicaId } from '@torsor/protocol'

/**
 * What a replica keeps in its storage. Another shape of it is another version: see `migrations`.
 *
 * meta    'identity'           Identity
 *         'reference'          ReferenceMeta
 *         'staging'            StagingMeta, while a catching-up is under way; its slices under ['slice', n]
 *         ['face', id]         FaceMeta: the last write number of a page load that has left the journal (rule 13)
 *         ['columns', f]       NamedColumn[]: what the columns are called by the app's schema of fingerprint f, which has written here
 *         ['damaged', s, k, t] a row that could not be read, set aside with its store, key and time
 * outbox  [id, from]           OutboxRow
 * log     [position, n]        LogRow: confirmed and not yet folded into pages
 * pages   bucket               PageRow
 * journal revision             BatchRow, or null: every write transaction that tabs must hear of has one
 */
export interface Identity {
  /** Null until the first edit of this boot (rule 1). */
  readonly id: ReplicaId | null
  /** The number of the next batch, where the journal holds none of this id: it tells otherwise. */
  readonly next: number
  /** Ids of packets that came onto the disk from a tab that had worked in memory: a session may not know of them. */
  readonly returned?: readonly ReplicaId[]
}

export interface ReferenceMeta {
  /** The place the reference stands at; null: nothing adopted yet, or what is on disk is no whole reference. */
  readonly nonce: Nonce | null
  readonly position: number
  /** How many pages the reference is spread over; a power of two. */
  readonly pageCount: number
  readonly lastSyncedAt: number | null
  /** The nonce under which this device's column names are known to the relay, and their hash. */
  readonly declared: { readonly nonce: Nonce; readonly columns: string } | null
}

export interface StagingMeta {
  readonly nonce: Nonce
  readonly cursor: Cursor
  readonly head: number
  /** Staged on top of nothing, or of the reference as it stood at `base`. */
  readonly whole: boolean
  readonly base: number
  /** The nonce of the reference that it is staged on; null: on none. */
  readonly baseNonce: Nonce | null
  /** How many slices are stored. */
  readonly slices: number
}

export interface FaceMeta {
  readonly number: number
  /** Ms since the epoch, of the last write: old rows are swept. */
  readonly at: number
}

/** All rows of page loads. */
export const faceRange: KeyRange = { from: ['face'], to: ['face', '\uffff'] }

/** The columns of every version of the app's schema. */
export const columnsRange: KeyRange = { from: ['columns'], to: ['columns', '\uffff'] }

export const initialIdentity: Identity = { id: null, next: 1 }
export const initialReference: ReferenceMeta = { nonce: null, position: 0, pageCount: 1, lastSyncedAt: null, declared: null }

export async function readIdentity(reader: StoreReader): Promise<Identity> {
  return ((await reader.get('meta', 'identity')) as Identity | undefined) ?? initialIdentity
}

export async function readReferenceMeta(reader: StoreReader): Promise<ReferenceMeta> {
  return ((await reader.get('meta', 'reference')) as ReferenceMeta | undefined) ?? initialReference
}

export async function readStaging(reader: StoreReader): Promise<StagingMeta | null> {
  return ((await reader.get('meta', 'staging')) as StagingMeta | undefined) ?? null
}

export function clearStaging(writer: StoreWriter): void {
  writer.delete('meta', 'staging')
  writer.deleteRange('meta', { from: ['slice', 0], to: ['slice', Number.MAX_SAFE_INTEGER] })
}
