import type { Nonce, PacketKey, Place, Range, ReplicaId } from '@torsor/protocol'

/** Positions per space are 1, 2, 3, … in log order. 0 is the place before the first entry. */
export type Position = number

/**
 * A packet, or a void: a range that was refused for good and never comes again (rule 12). A void has no bytes.
 */
export type EntryKind = 'packet' | 'void'

/** What to append. */
export interface Draft extends PacketKey {
  readonly kind: EntryKind
  /** `encodeDelta` of the packet; opaque to the log. */
  readonly bytes: Uint8Array
  /** Whoever pushes it. The first principal that appends under a replica id owns that id. */
  readonly principal: string
  /** Never stored: handed back with the entry to the followers of this process, so that they know who pushed it. */
  readonly origin: object | null
}

export interface LogEntry extends PacketKey {
  readonly kind: EntryKind
  readonly position: Position
  readonly bytes: Uint8Array
  /** The draft's origin where this process appended the entry and hears of it while following; otherwise null. */
  readonly origin: object | null
}

/** Where an entry of one replica id lies, without its bytes. */
export interface EntryRange extends Range {
  readonly position: Position
  readonly kind: EntryKind
}

/** One start of a log's writer (rule 6): entries after `start` were appended under this nonce, until the next reign. */
export interface Reign {
  readonly nonce: Nonce
  /** The head of the log when the writer started. */
  readonly start: Position
}

export interface Column {
  readonly id: number
  readonly name: string
}

/** A folded space kept beside its log, so that loading reads few entries. Derived: may be lost without harm. */
export interface Snapshot {
  /** The last entry folded into it. */
  readonly position: Position
  readonly bytes: Uint8Array
}

/** Where a log begins that is no longer kept from the first entry on. A snapshot at or after it is part of the log then. */
export interface Floor {
  /** The last entry that is gone; 0: none is. */
  readonly position: Position
  /** `VersionVector.encode` of what the entries that are gone had. */
  readonly vector: Uint8Array
}

/** Where a log may begin one day, and since when that is so, in ms since the epoch: entries are kept for a time. */
export interface Mark extends Floor {
  readonly at: number
}

export interface Follower {
  close(): void
}

/** Entries in log order, without a gap. While it catches up on entries of the past, a returned promise is awaited. */
export type EntryListener = (entries: readonly LogEntry[]) => void | Promise<void>

export interface ReadLimit {
  readonly entries: number
  /** Bytes of packets; at least one entry is returned whatever its size. */
  readonly bytes: number
}

export interface LogReader {
  head(space: string): Promise<Position>
  /** In the order of their starts. */
  reigns(space: string): Promise<readonly Reign[]>
  columns(space: string): Promise<ReadonlyMap<number, string>>
  /** Entries after a position, in log order. */
  read(space: string, after: Position, limit: ReadLimit): Promise<readonly LogEntry[]>
  entry(space: string, position: Position): Promise<LogEntry | null>
  /** Entries of a replica id whose range meets `range`, in log order (for the differences of rule 3). */
  overlapping(space: string, id: ReplicaId, range: Range): Promise<readonly EntryRange[]>
  snapshot(space: string): Promise<Snapshot | null>
  /** Whose a replica id is; null: nobody's yet. */
  owner(space: string, id: ReplicaId): Promise<string | null>
  floor(space: string): Promise<Floor>
  /** Null: none was set. */
  mark(space: string): Promise<Mark | null>
  /** Up to where this log has that of another relay, by the name of the link; null: nothing of it. */
  cursor(space: string, link: string): Promise<Place | null>
  /** Up to where other relays have this log, by their names. */
  acknowledged(space: string): Promise<ReadonlyMap<string, Position>>
  close(): Promise<void>
}

/**
 * The log of a relay. Consistency contract, which the contract suite checks on every implementation:
 * - **append is atomic and durable**: when the promise resolves, the entry survives the death of the process and the
 *   loss of power; when it rejects, nothing of it was stored.
 * - **positions** per space are 1, 2, 3, … in log order. A read up to h never later reveals an entry at or below h.
 * - **follow** delivers every entry after a position exactly once, in log order, and only after it is durable.
 * - **start** durably appends a random nonce, once per opened writer and space; reigns are kept for ever.
 * - **the names of columns** are kept per space. The same id under another name is refused, nothing of that call is kept.
 * - **a replica id belongs to the first principal** that appended under it, decided in the append's own transaction.
 * - **what comes over a link is stored with the link's cursor**: all of it and the cursor, or nothing. Owners are not
 *   looked at: the relay that an entry comes from has done that, and an id that nobody owned is that principal's from then on.
 * - **a log is only trimmed below a snapshot**; positions go on as if nothing had been.
 * - what lies in one space is never seen in another.
 * - implementations for one machine refuse a second writer (`storage-failed`, not retryable) instead of corrupting.
 */
export interface LogWriter extends LogReader {
  /** The reign of this writer in a space; begins it when called first. */
  start(space: string): Promise<Reign>
  /** Throws `packet-refused` when the replica id belongs to another principal, `storage-failed` when it cannot be stored. */
  append(space: string, draft: Draft): Promise<Position>
  /** Appends what came over a link, and moves the link's cursor, in one transaction. */
  pull(space: string, link: string, cursor: Place, drafts: readonly Draft[]): Promise<void>
  /** Keeps up to where other relays have this log. */
  acknowledge(space: string, held: ReadonlyMap<string, Position>): Promise<void>
  setMark(space: string, mark: Mark): Promise<void>
  /** Entries up to the floor are gone. Throws `storage-failed` where no snapshot has them, and changes nothing then. */
  trim(space: string, floor: Floor): Promise<void>
  /** Throws `column-collision`. */
  declare(space: string, columns: readonly Column[]): Promise<void>
  /** Resolves when every entry there was at the time of the call has been delivered; goes on until closed. */
  follow(space: string, after: Position, listener: EntryListener): Promise<Follower>
  saveSnapshot(space: string, snapshot: Snapshot): Promise<void>
  /** Resolves when everything appended so far is durable (or was rejected). */
  flush(): Promise<void>
}

/** Calls back once everything that is under way in this turn of the event loop is done; the returned function cancels. */
export type Turn = (callback: () => void) => () => void

export interface OpenOptions {
  /** Random bytes, for nonces. */
  readonly random: (length: number) => Uint8Array
  /** What is asked for within one turn may become durable together. */
  readonly turn: Turn
}

/** A log that a relay can be given: `sqliteLog({ file })` or `memoryLog()`. */
export interface RelayLog {
  readonly kind: string
  /** Becomes its writer. Throws `storage-failed` when there is another, `storage-damaged` when it is no log. */
  open(options: OpenOptions): Promise<LogWriter>
}
