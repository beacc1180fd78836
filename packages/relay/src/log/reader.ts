import type { Place, Range, ReplicaId } from '@torsor/protocol'
import type { EntryRange, Floor, LogEntry, LogReader, Mark, Position, ReadLimit, Reign, Snapshot } from './port.js'
import type { LogStorage } from './storage.js'

/** Reads of a log on one machine. Async functions, so that an error of the storage is a rejection, never a throw. */
export class StorageReader implements LogReader {
  readonly #storage: LogStorage

  constructor(storage: LogStorage) {
    this.#storage = storage
  }

  async head(space: string): Promise<Position> {
    return this.#storage.head(space)
  }

  async reigns(space: string): Promise<readonly Reign[]> {
    return this.#storage.reigns(space)
  }

  async columns(space: string): Promise<ReadonlyMap<number, string>> {
    return this.#storage.columns(space)
  }

  async read(space: string, after: Position, limit: ReadLimit): Promise<readonly LogEntry[]> {
    return this.#storage.read(space, after, limit)
  }

  async entry(space: string, position: Position): Promise<LogEntry | null> {
    return this.#storage.entry(space, position)
  }

  async overlapping(space: string, id: ReplicaId, range: Range): Promise<readonly EntryRange[]> {
    return this.#storage.overlapping(space, id, range)
  }

  async snapshot(space: string): Promise<Snapshot | null> {
    return this.#storage.snapshot(space)
  }

  async owner(space: string, id: ReplicaId): Promise<string | null> {
    return this.#storage.owner(space, id)
  }

  async mark(space: string): Promise<Mark | null> {
    return this.#storage.mark(space)
  }

  async floor(space: string): Promise<Floor> {
    return this.#storage.floor(space)
  }

  async cursor(space: string, link: string): Promise<Place | null> {
    return this.#storage.cursor(space, link)
  }

  async acknowledged(space: string): Promise<ReadonlyMap<string, Position>> {
    return this.#storage.acknowledged(space)
  }

  async close(): Promise<void> {
    this.#storage.close()
  }
}
