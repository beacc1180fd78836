import { limits as protocol } from '@torsor/protocol'

/** What a relay grants its clients. Sizes in bytes, times in milliseconds; the wire's own bounds are `@torsor/protocol`'s. */
export interface RelayLimits {
  /** Sockets at once; more are turned away with 503. */
  readonly connections: number
  readonly spacesPerSocket: number
  /** What a socket may send before one of its spaces is authorized. */
  readonly unauthorizedBytes: number
  /** Until a space must be open on a new socket, and for each answer of `authorize`. */
  readonly openDeadlineMs: number
  readonly heartbeatMs: number
  readonly silenceMs: number
  /** How often `authorize` is asked again about an open space. */
  readonly renewalMs: number
  /** Unsent bytes of a socket beyond which it gets no more steps but, once it drained, what changed (rule 9). */
  readonly bufferedBytes: number
  /** What a slice of "everything since p" aims at. A single larger cell makes a larger slice. */
  readonly sliceBytes: number
  /** How far a stamp may be ahead of the relay's clock (rule 4). */
  readonly skewMs: number
  /** A space without subscribers is dropped from memory after so long. */
  readonly idleSpaceMs: number
  /** Applied entries between two snapshots of a space in use; more for a large space. */
  readonly snapshotEvery: number
  /** Applied entries between two digests told to subscribers (rule 14). */
  readonly digestEvery: number
  /** Bytes of packets half received, per space. */
  readonly partialBytes: number
  /**
   * How long entries of the log are kept at least. Older ones go once a snapshot has them, and every relay in `peers`; then
   * a packet that overlaps with one that is gone is refused, and a relay that never got it can no longer get it here.
   */
  readonly keepMs: number
  /** How long a packet half received is kept for its sender to come back. */
  readonly partialMs: number
}

export const defaultLimits: RelayLimits = {
  connections: 10_000,
  spacesPerSocket: protocol.spacesPerSocket,
  unauthorizedBytes: protocol.unauthorized,
  openDeadlineMs: protocol.openDeadlineMs,
  heartbeatMs: protocol.heartbeatMs,
  silenceMs: protocol.silenceMs,
  renewalMs: 60_000,
  bufferedBytes: 1024 * 1024,
  sliceBytes: 64 * 1024,
  skewMs: 5 * 60_000,
  idleSpaceMs: 60_000,
  snapshotEvery: 1_000,
  digestEvery: 64,
  partialBytes: 64 * 1024 * 1024,
  keepMs: Number.POSITIVE_INFINITY,
  partialMs: 120_000,
}
