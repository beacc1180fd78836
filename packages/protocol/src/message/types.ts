/** 16 hex digits (8 random bytes): one boot of one device. A secret between its owner and relays. */
export type ReplicaId = string & { readonly __brand?: 'ReplicaId' }
/** 16 hex digits (8 random bytes): one start of a log's writer. */
export type Nonce = string & { readonly __brand?: 'Nonce' }

/** A place in a log (rule 6). */
export interface Place {
  readonly nonce: Nonce
  readonly position: number
}

/** The batches `from`…`to` (inclusive, 1-based) of one replica id. */
export interface Range {
  readonly from: number
  readonly to: number
}

export interface PacketKey extends Range {
  readonly id: ReplicaId
}

/** What a relay's reference holds of one replica id: sorted, disjoint, non-adjacent ranges. */
export interface Coverage {
  readonly id: ReplicaId
  readonly ranges: readonly Range[]
}

/** Where a walk of "everything since p" stands: cells go in order of (last change, key). */
export interface Cursor {
  readonly position: number
  /** The key of the last cell sent whose last change is at `position`; empty: all of that position were sent. Opaque to clients. */
  readonly key: Uint8Array
}

/** A catching-up that a cut interrupted: what the client has staged (rule 7). */
export interface Staged {
  /** The nonce under which it was staged. */
  readonly nonce: Nonce
  readonly cursor: Cursor
  /** The relay's head at the last slice: the staged cells are valid only if that place still is. */
  readonly head: number
  /** Staged on top of nothing (true), or on top of the client's own reference at `Open.place`. */
  readonly whole: boolean
}
