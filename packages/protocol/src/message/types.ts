/** 16 hex digits (8 random bytes): one boot of one device. A secret between its owner and relays. */
export type ReplicaId = string & { readonly __brand?: 'ReplicaId' }
/** 16 hex digits (8 random bytes): one start of a log's writer. */
export type Nonce = string & { readonly __brand?: 'Nonce' }
/** The first 8 hex digits of a nonce: enough to say which of a relay's own nonces is meant. */
export type NonceCheck = string & { readonly __brand?: 'NonceCheck' }

/** A place in a log (rule 6). */
export interface Place {
  readonly nonce: Nonce
  readonly position: number
}

/** A place as a client names it to the relay that is to know it. */
export interface NamedPlace {
  readonly nonce: NonceCheck
  readonly position: number
}

/** The batches `from`…`to` (inclusive, 1-based, below 2^52) of one replica id. */
export interface Range {
  readonly from: number
  readonly to: number
}

export interface PacketKey extends Range {
  readonly id: ReplicaId
}

/** Batches of one of the ids that a client has named in this session, which counts them from 0. */
export interface OwnRange {
  readonly own: number
  readonly range: Range
}

/** What a relay's reference holds of each id that the client has named: sorted, disjoint, non-adjacent ranges. Of ids beyond its end, nothing. */
export type Coverage = readonly (readonly Range[])[]

/** Where a walk of "everything since p" stands: cells go in order of (last change, key). */
export interface Cursor {
  readonly position: number
  /** The key of the last cell sent whose last change is at `position`; empty: all of that position were sent. Opaque to clients. */
  readonly key: Uint8Array
}

/** A catching-up that a cut interrupted: what the client has staged (rule 7). */
export interface Staged {
  /** The nonce under which it was staged. */
  readonly nonce: NonceCheck
  readonly cursor: Cursor
  /** The relay's head at the last slice: the staged cells are valid only if that place still is. */
  readonly head: number
  /** Staged on top of nothing (true), or on top of the client's own reference at `Open.place`. */
  readonly whole: boolean
}

/** Where a piece stands in what it is a piece of. */
export interface Piece {
  /** Bytes of the whole. */
  readonly total: number
  readonly offset: number
}
