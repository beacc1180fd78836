import type { Place, Range, ReplicaId } from '@torsor/protocol'
import type Database from 'better-sqlite3'
import type { Column, Draft, EntryKind, EntryRange, Floor, LogEntry, Mark, Position, ReadLimit, Reign, Snapshot } from './port.js'
import type { LogStorage } from './storage.js'

interface EntryRow {
  position: number
  kind: number
  replica: Buffer
  first: number
  last: number
  bytes: Buffer
}

const kinds: readonly EntryKind[] = ['packet', 'void']

/** The tables of a log in an open SQLite database. */
export function sqliteStorage(database: Database.Database, release: () => void): LogStorage {
  const statements = prepare(database)
  const ids = new Map<string, number>()

  const find = (space: string): number => {
    const known = ids.get(space)
    if (known !== undefined) return known
    const row = statements.findSpace.get(space)
    if (row === undefined) return 0
    ids.set(space, row.id)
    return row.id
  }
  const create = (space: string): number => find(space) || Number(statements.createSpace.run(space).lastInsertRowid)
  const run = database.transaction((body: () => void) => body())

  return {
    transaction: (body: () => void): void => {
      try {
        run.immediate(body)
      } catch (error) {
        // A space that was created in it is gone again.
        ids.clear()
        throw error
      }
    },
    head: (space: string): Position => statements.head.get(find(space), find(space))?.head ?? 0,
    reigns: (space: string): readonly Reign[] =>
      statements.reigns.all(find(space)).map((row) => ({ nonce: row.nonce.toString('hex'), start: row.start })),
    columns: (space: string): Map<number, string> => new Map(statements.columns.all(find(space)).map((row) => [row.id, row.name])),
    owner: (space: string, id: ReplicaId): string | null => statements.owner.get(find(space), Buffer.from(id, 'hex'))?.principal ?? null,
    read: (space: string, after: Position, limit: ReadLimit): readonly LogEntry[] => {
      const entries: LogEntry[] = []
      let bytes = 0
      for (const row of statements.read.iterate(find(space), after)) {
        bytes += row.bytes.length
        if (entries.length > 0 && (entries.length >= limit.entries || bytes > limit.bytes)) break
        entries.push(entryOf(row))
      }
      return entries
    },
    entry: (space: string, position: Position): LogEntry | null => {
      const row = statements.entry.get(find(space), position)
      return row === undefined ? null : entryOf(row)
    },
    overlapping: (space: string, id: ReplicaId, range: Range): readonly EntryRange[] =>
      statements.overlapping.all(find(space), Buffer.from(id, 'hex'), range.to, range.from).map((row) => ({
        position: row.position,
        from: row.first,
        to: row.last,
        kind: kindOf(row.kind),
      })),
    floor: (space: string): Floor => {
      const row = statements.floor.get(find(space))
      return row === undefined ? { position: 0, vector: new Uint8Array(0) } : { position: row.position, vector: plain(row.vector) }
    },
    cursor: (space: string, link: string): Place | null => {
      const row = statements.cursor.get(find(space), link)
      return row === undefined ? null : { nonce: row.nonce.toString('hex'), position: row.position }
    },
    acknowledged: (space: string): Map<string, Position> =>
      new Map(statements.acknowledged.all(find(space)).map((row) => [row.peer, row.position])),
    snapshot: (space: string): Snapshot | null => {
      const row = statements.snapshot.get(find(space))
      return row === undefined ? null : { position: row.position, bytes: plain(row.bytes) }
    },
    insertEntry: (space: string, position: Position, { id, from, to, kind, bytes }: Draft): void => {
      statements.insertEntry.run(create(space), position, kinds.indexOf(kind), Buffer.from(id, 'hex'), from, to, bytes)
    },
    insertReign: (space: string, { nonce, start }: Reign): void => {
      const id = create(space)
      statements.insertReign.run(id, id, Buffer.from(nonce, 'hex'), start)
    },
    insertColumn: (space: string, { id, name }: Column): void => void statements.insertColumn.run(create(space), id, name),
    insertOwner: (space: string, id: ReplicaId, principal: string): void =>
      void statements.insertOwner.run(create(space), Buffer.from(id, 'hex'), principal),
    putCursor: (space: string, link: string, { nonce, position }: Place): void =>
      void statements.putCursor.run(create(space), link, Buffer.from(nonce, 'hex'), position),
    putAcknowledged: (space: string, peer: string, position: Position): void =>
      void statements.putAcknowledged.run(create(space), peer, position),
    mark: (space: string): Mark | null => {
      const row = statements.mark.get(find(space))
      return row === undefined ? null : { position: row.position, vector: plain(row.vector), at: row.at }
    },
    putMark: (space: string, { position, vector, at }: Mark): void => void statements.putMark.run(create(space), position, vector, at),
    putFloor: (space: string, { position, vector }: Floor): void => {
      const id = create(space)
      statements.putFloor.run(id, position, vector)
      statements.deleteEntries.run(id, position)
    },
    putSnapshot: (space: string, { position, bytes }: Snapshot): void => void statements.putSnapshot.run(create(space), position, bytes),
    close: (): void => {
      database.close()
      release()
    },
  }
}

function entryOf(row: EntryRow): LogEntry {
  return {
    id: row.replica.toString('hex'),
    from: row.first,
    to: row.last,
    kind: kindOf(row.kind),
    position: row.position,
    bytes: plain(row.bytes),
    origin: null,
  }
}

/** A `Buffer`'s `slice` shares its memory, a `Uint8Array`'s copies: decoders rely on the latter. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

function kindOf(code: number): EntryKind {
  const kind = kinds[code]
  if (kind === undefined) throw new RangeError(`Entry kind ${code} is not known.`)
  return kind
}

type Prepared<P extends unknown[], R = unknown> = Database.Statement<P, R>

function prepare(database: Database.Database): {
  findSpace: Prepared<[string], { id: number }>
  createSpace: Prepared<[string]>
  head: Prepared<[number, number], { head: number | null }>
  reigns: Prepared<[number], { nonce: Buffer; start: number }>
  columns: Prepared<[number], Column>
  owner: Prepared<[number, Buffer], { principal: string }>
  read: Prepared<[number, number], EntryRow>
  entry: Prepared<[number, number], EntryRow>
  overlapping: Prepared<[number, Buffer, number, number], { position: number; kind: number; first: number; last: number }>
  snapshot: Prepared<[number], { position: number; bytes: Buffer }>
  insertEntry: Prepared<[number, number, number, Buffer, number, number, Uint8Array]>
  insertReign: Prepared<[number, number, Buffer, number]>
  insertColumn: Prepared<[number, number, string]>
  insertOwner: Prepared<[number, Buffer, string]>
  putSnapshot: Prepared<[number, number, Uint8Array]>
  floor: Prepared<[number], { position: number; vector: Buffer }>
  putFloor: Prepared<[number, number, Uint8Array]>
  mark: Prepared<[number], { position: number; vector: Buffer; at: number }>
  putMark: Prepared<[number, number, Uint8Array, number]>
  deleteEntries: Prepared<[number, number]>
  cursor: Prepared<[number, string], { nonce: Buffer; position: number }>
  putCursor: Prepared<[number, string, Buffer, number]>
  acknowledged: Prepared<[number], { peer: string; position: number }>
  putAcknowledged: Prepared<[number, string, number]>
} {
  return {
    findSpace: database.prepare('SELECT id FROM spaces WHERE name = ?'),
    createSpace: database.prepare('INSERT INTO spaces (name) VALUES (?)'),
    head: database.prepare(
      'SELECT max(coalesce((SELECT max(position) FROM entries WHERE space = ?), 0), coalesce((SELECT position FROM floors WHERE space = ?), 0)) AS head',
    ),
    reigns: database.prepare('SELECT nonce, start FROM reigns WHERE space = ? ORDER BY number'),
    columns: database.prepare('SELECT id, name FROM columns WHERE space = ?'),
    owner: database.prepare('SELECT principal FROM owners WHERE space = ? AND replica = ?'),
    read: database.prepare(
      'SELECT position, kind, replica, first, last, bytes FROM entries WHERE space = ? AND position > ? ORDER BY position',
    ),
    entry: database.prepare('SELECT position, kind, replica, first, last, bytes FROM entries WHERE space = ? AND position = ?'),
    overlapping: database.prepare(
      'SELECT position, kind, first, last FROM entries WHERE space = ? AND replica = ? AND first <= ? AND last >= ? ORDER BY position',
    ),
    snapshot: database.prepare('SELECT position, bytes FROM snapshots WHERE space = ?'),
    insertEntry: database.prepare('INSERT INTO entries (space, position, kind, replica, first, last, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)'),
    insertReign: database.prepare(
      'INSERT INTO reigns (space, number, nonce, start) VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM reigns WHERE space = ?), ?, ?)',
    ),
    insertColumn: database.prepare('INSERT INTO columns (space, id, name) VALUES (?, ?, ?)'),
    insertOwner: database.prepare('INSERT INTO owners (space, replica, principal) VALUES (?, ?, ?)'),
    putSnapshot: database.prepare(
      'INSERT INTO snapshots (space, position, bytes) VALUES (?, ?, ?) ON CONFLICT (space) DO UPDATE SET position = excluded.position, bytes = excluded.bytes',
    ),
    floor: database.prepare('SELECT position, vector FROM floors WHERE space = ?'),
    mark: database.prepare('SELECT position, vector, at FROM marks WHERE space = ?'),
    putMark: database.prepare(
      'INSERT INTO marks (space, position, vector, at) VALUES (?, ?, ?, ?) ON CONFLICT (space) DO UPDATE SET position = excluded.position, vector = excluded.vector, at = excluded.at',
    ),
    putFloor: database.prepare(
      'INSERT INTO floors (space, position, vector) VALUES (?, ?, ?) ON CONFLICT (space) DO UPDATE SET position = excluded.position, vector = excluded.vector',
    ),
    deleteEntries: database.prepare('DELETE FROM entries WHERE space = ? AND position <= ?'),
    cursor: database.prepare('SELECT nonce, position FROM cursors WHERE space = ? AND link = ?'),
    putCursor: database.prepare(
      'INSERT INTO cursors (space, link, nonce, position) VALUES (?, ?, ?, ?) ON CONFLICT (space, link) DO UPDATE SET nonce = excluded.nonce, position = excluded.position',
    ),
    acknowledged: database.prepare('SELECT peer, position FROM acknowledged WHERE space = ?'),
    putAcknowledged: database.prepare(
      'INSERT INTO acknowledged (space, peer, position) VALUES (?, ?, ?) ON CONFLICT (space, peer) DO UPDATE SET position = excluded.position',
    ),
  }
}
