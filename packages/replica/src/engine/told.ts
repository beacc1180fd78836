import type { Access, CatchUpMode, Nonce, PacketKey, Range, ReplicaId, WireErrorName } from '@torsor/protocol'

/*
 * What a relay tells of a space, in full: on the wire it says as little as it can, see `driver/hearing.ts`.
 */

/** What is held of one of this device's ids: sorted, disjoint ranges. */
export interface Holding {
  readonly id: ReplicaId
  readonly ranges: readonly Range[]
  /** Of it, what was refused for good and has no effect (rule 12). */
  readonly voids: readonly Range[]
}

export interface Opened {
  /** The relay's clock, in ms since the epoch (rule 4). */
  readonly time: number
  readonly nonce: Nonce
  readonly mode: CatchUpMode
  readonly access: Access
  /** The relay does not know this device's columns. */
  readonly undeclared: boolean
  /** A packet of which it has the first `received` bytes. */
  readonly partial: (PacketKey & { readonly received: number }) | null
  readonly coverage: readonly Holding[]
}

export interface CaughtUp {
  readonly nonce: Nonce
  readonly position: number
  /** What the digest of the reference begins with. */
  readonly digest: string
  /** The own ids that the relay knew the session by when it said so. */
  readonly known: readonly ReplicaId[]
  readonly coverage: readonly Holding[]
}

/** A packet that the relay does not take. */
export interface Refusal extends PacketKey {
  readonly code: WireErrorName
  readonly retryable: boolean
  readonly message: string
  readonly cells: readonly string[]
}
