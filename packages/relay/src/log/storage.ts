import type { Place, Range, ReplicaId } from '@torsor/protocol'
import type { Column, Draft, EntryRange, Floor, LogEntry, Mark, Position, ReadLimit, Reign, Snapshot } from './port.js'

/**
 * The tables of a log on one machine, synchronous. `transaction` is all or nothing and durable when it returns; writes
 * happen only inside one.
 */
export interface LogStorage {
  transaction(body: () => void): void
  head(space: string): Position
  reigns(space: string): readonly Reign[]
  columns(space: string): Map<number, string>
  owner(space: string, id: ReplicaId): string | null
  read(space: string, after: Position, limit: ReadLimit): readonly LogEntry[]
  entry(space: string, position: Position): LogEntry | null
  overlapping(space: string, id: ReplicaId, range: Range): readonly EntryRange[]
  snapshot(space: string): Snapshot | null
  floor(space: string): Floor
  mark(space: string): Mark | null
  cursor(space: string, link: string): Place | null
  acknowledged(space: string): Map<string, Position>
  insertEntry(space: string, position: Position, draft: Draft): void
  insertReign(space: string, reign: Reign): void
  insertColumn(space: string, column: Column): void
  insertOwner(space: string, id: ReplicaId, principal: string): void
  putCursor(space: string, link: string, cursor: Place): void
  putAcknowledged(space: string, peer: string, position: Position): void
  /** Deletes the entries up to it. */
  putFloor(space: string, floor: Floor): void
  putMark(space: string, mark: Mark): void
  putSnapshot(space: string, snapshot: Snapshot): void
  close(): void
}
