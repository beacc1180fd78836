import type { Nonce } from '@torsor/protocol'
import type { LogRow, OutboxRow } from '../storage/rows.js'

/** A row of the outbox that was deleted. */
export type OutboxKey = readonly [id: string, from: number]

/**
 * What one committed write transaction changed: the tab that committed it brings its memory up to date with this, and
 * so does every other tab, in order of `revision`.
 */
export interface Change {
  readonly revision: number
  /** The id this boot writes under, when the transaction minted it. */
  readonly identity?: string
  readonly deleted: readonly OutboxKey[]
  readonly put: readonly OutboxRow[]
  /** Applied to the reference in order, which then stands at `place`. */
  readonly log: readonly LogRow[]
  readonly place?: { readonly nonce: Nonce; readonly position: number }
  readonly lastSyncedAt?: number
  /** The reference was replaced as a whole: read it from the disk. */
  readonly reload: boolean
}

export function unchanged(revision: number): Change {
  return { revision, deleted: [], put: [], log: [], reload: false }
}
