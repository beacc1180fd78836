import { TorsorError } from '@torsor/core'
import type { Place, Range, ReplicaId } from '@torsor/protocol'
import type {
  Column,
  Draft,
  EntryRange,
  Floor,
  LogEntry,
  LogWriter,
  Mark,
  OpenOptions,
  Position,
  ReadLimit,
  RelayLog,
  Reign,
  Snapshot,
} from './port.js'
import type { LogStorage } from './storage.js'
import { StorageWriter } from './writer.js'

interface Tables {
  readonly entries: LogEntry[]
  readonly reigns: Reign[]
  readonly columns: Map<number, string>
  readonly owners: Map<ReplicaId, string>
  readonly cursors: Map<string, Place>
  readonly acknowledged: Map<string, Position>
  floor: Floor
  mark: Mark | null
  snapshot: Snapshot | null
}

export interface MemoryLog extends RelayLog {
  /** What it holds now, as a log of its own: the backup of a file. */
  copy(): MemoryLog
}

/**
 * A log in this process's memory, for tests and trials: it lives as long as the returned object, and nothing survives
 * the process. It can be closed and opened again, as a file could.
 */
export function memoryLog(): MemoryLog {
  return logOf(new Map())
}

function logOf(spaces: Map<string, Tables>): MemoryLog {
  let taken = false
  return {
    kind: 'memory',
    open: async (options: OpenOptions): Promise<LogWriter> => {
      if (taken) throw new TorsorError('storage-failed', 'Another relay is using this log.', { retryable: false })
      taken = true
      return new StorageWriter(
        memoryStorage(spaces, () => (taken = false)),
        options,
      )
    },
    // Entries and snapshots are never changed, only added and replaced.
    copy: () => logOf(new Map([...spaces].map(([space, tables]) => [space, copyTables(tables)]))),
  }
}

function copyTables({ entries, reigns, columns, owners, cursors, acknowledged, floor, mark, snapshot }: Tables): Tables {
  return {
    entries: [...entries],
    reigns: [...reigns],
    columns: new Map(columns),
    owners: new Map(owners),
    cursors: new Map(cursors),
    acknowledged: new Map(acknowledged),
    floor,
    mark,
    snapshot,
  }
}

const noFloor: Floor = { position: 0, vector: new Uint8Array(0) }

function memoryStorage(spaces: Map<string, Tables>, release: () => void): LogStorage {
  const tables = (space: string): Tables => {
    const known = spaces.get(space)
    if (known !== undefined) return known
    const created: Tables = {
      entries: [],
      reigns: [],
      columns: new Map(),
      owners: new Map(),
      cursors: new Map(),
      acknowledged: new Map(),
      floor: noFloor,
      mark: null,
      snapshot: null,
    }
    spaces.set(space, created)
    return created
  }
  return {
    // Nothing a write does here can fail half way, so there is nothing to undo.
    transaction: (body) => body(),
    head: (space) => {
      const { entries, floor } = spaces.get(space) ?? { entries: [], floor: noFloor }
      return floor.position + entries.length
    },
    reigns: (space): readonly Reign[] => [...(spaces.get(space)?.reigns ?? [])],
    columns: (space): Map<number, string> => new Map(spaces.get(space)?.columns),
    owner: (space, id) => spaces.get(space)?.owners.get(id) ?? null,
    read: (space, after, limit): readonly LogEntry[] => upTo(spaces.get(space), after, limit),
    entry: (space, position) => {
      const found = spaces.get(space)
      return found?.entries[position - 1 - found.floor.position] ?? null
    },
    overlapping: (space: string, id: ReplicaId, range: Range): readonly EntryRange[] =>
      (spaces.get(space)?.entries ?? [])
        .filter((entry) => entry.id === id && entry.from <= range.to && entry.to >= range.from)
        .map(({ from, to, position, kind }) => ({ from, to, position, kind })),
    snapshot: (space) => spaces.get(space)?.snapshot ?? null,
    floor: (space) => spaces.get(space)?.floor ?? noFloor,
    cursor: (space, link) => spaces.get(space)?.cursors.get(link) ?? null,
    acknowledged: (space) => new Map(spaces.get(space)?.acknowledged),
    insertEntry: (space: string, position: Position, { id, from, to, kind, bytes }: Draft): void => {
      tables(space).entries.push({ id, from, to, kind, position, bytes: Uint8Array.from(bytes), origin: null })
    },
    insertReign: (space, reign) => void tables(space).reigns.push(reign),
    insertColumn: (space: string, { id, name }: Column): void => void tables(space).columns.set(id, name),
    insertOwner: (space, id, principal) => void tables(space).owners.set(id, principal),
    putCursor: (space, link, cursor) => void tables(space).cursors.set(link, cursor),
    putAcknowledged: (space, peer, position) => void tables(space).acknowledged.set(peer, position),
    mark: (space) => spaces.get(space)?.mark ?? null,
    putMark: (space, mark) => {
      tables(space).mark = mark
    },
    putFloor: (space: string, floor: Floor): void => {
      const into = tables(space)
      into.entries.splice(0, floor.position - into.floor.position)
      into.floor = floor
    },
    putSnapshot: (space: string, { position, bytes }: Snapshot): void => {
      tables(space).snapshot = { position, bytes: Uint8Array.from(bytes) }
    },
    close: release,
  }
}

function upTo(tables: Tables | undefined, after: Position, limit: ReadLimit): readonly LogEntry[] {
  const { entries, floor } = tables ?? { entries: [], floor: noFloor }
  const page: LogEntry[] = []
  let bytes = 0
  for (let index = Math.max(0, after - floor.position); index < entries.length && page.length < limit.entries; index++) {
    const entry = entries[index]
    if (entry === undefined) break
    bytes += entry.bytes.length
    if (page.length > 0 && bytes > limit.bytes) break
    page.push(entry)
  }
  return page
}
