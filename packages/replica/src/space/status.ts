import type { TorsorError } from '@torsor/core'

export type Connection =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'connected' }
  | { readonly state: 'offline'; readonly reason: 'network' | 'relay-unreachable' | 'relay-silent'; readonly retryAt: number | null }
  | { readonly state: 'needs-auth'; readonly error: TorsorError<'needs-auth'> }
  | { readonly state: 'incompatible'; readonly error: TorsorError<'protocol-incompatible' | 'schema-mismatch'> }
  | { readonly state: 'closed' }

export interface PendingStatus {
  readonly batches: number
  readonly bytes: number
  /** Ms since the epoch, of the oldest edit that no relay has made durable. */
  readonly oldestAt: number | null
  readonly refused: readonly TorsorError<'packet-refused'>[]
}

/** What a browser tells of an origin's storage. */
export interface StorageStatus {
  /** False: a browser short of room may delete what is here. Null: it does not tell. */
  readonly persisted: boolean | null
  /** Bytes that the origin uses, as the browser reckons. Null: it does not tell. */
  readonly usage: number | null
  /** Bytes that it may use. */
  readonly quota: number | null
}

export interface SyncStatus {
  readonly connection: Connection
  /** The disk has been read: the view is what this device knows. */
  readonly ready: boolean
  /** Null until this device has once held everything the relay had; then the time it last did. */
  readonly lastSyncedAt: number | null
  readonly catchingUp: { readonly received: number; readonly total: number | null } | null
  readonly pending: PendingStatus
  readonly durability: 'disk' | 'memory'
  /** Null: not known, or not yet. Looked at once a minute. */
  readonly storage: StorageStatus | null
  readonly role: 'leader' | 'follower'
  /** The place at which this device last found its reference byte-identical to the relay's. */
  readonly verified: { readonly position: number; readonly digest: string } | null
}

export const initialStatus: SyncStatus = {
  connection: { state: 'connecting', attempt: 0 },
  ready: false,
  lastSyncedAt: null,
  catchingUp: null,
  pending: { batches: 0, bytes: 0, oldestAt: null, refused: [] },
  durability: 'disk',
  storage: null,
  role: 'follower',
  verified: null,
}
