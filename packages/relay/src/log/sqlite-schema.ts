import { TorsorError } from '@torsor/core'
import type Database from 'better-sqlite3'
import { logMigrations, type LogMigration } from './migrations/index.js'

/** "TORS": tells a relay's file from any other SQLite file. */
const applicationId = 0x54_4f_52_53

/** As version 1 had them: what came since is in the steps. */
const tables = `
CREATE TABLE spaces (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE reigns (
  space INTEGER NOT NULL,
  number INTEGER NOT NULL,
  nonce BLOB NOT NULL,
  start INTEGER NOT NULL,
  PRIMARY KEY (space, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE columns (
  space INTEGER NOT NULL,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (space, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE owners (
  space INTEGER NOT NULL,
  replica BLOB NOT NULL,
  principal TEXT NOT NULL,
  PRIMARY KEY (space, replica)
) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
  space INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  replica BLOB NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (space, position)
) STRICT;
CREATE INDEX entries_of_replica ON entries (space, replica, first, last);
CREATE TABLE snapshots (
  space INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
PRAGMA application_id = ${applicationId};
`

/**
 * Creates the tables in an empty file, and migrates what an earlier version wrote: whole, or not at all. Throws
 * `storage-incompatible` for a log of a later version, `storage-damaged` for what is no log, and leaves both as they are.
 */
export function prepareSchema(
  database: Database.Database,
  file: string,
  mayWrite: boolean,
  migrations: readonly LogMigration[] = logMigrations,
): void {
  const expected = migrations.length + 1
  const found = Number(database.pragma('user_version', { simple: true }))
  const application = Number(database.pragma('application_id', { simple: true }))
  const isLog = application === applicationId && found > 0
  if (isLog && found === expected) return
  if (isLog && (found > expected || !mayWrite)) throw incompatible(file, found, expected)
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined && found === 0 && application === 0
  if (!isLog && (!isEmpty || !mayWrite)) {
    throw new TorsorError('storage-damaged', `${file} is not a relay's log.`, { data: { file } })
  }
  database
    .transaction(() => {
      if (isEmpty) database.exec(tables)
      for (const step of migrations.slice(Math.max(found, 1) - 1)) step(database)
      database.pragma(`user_version = ${expected}`)
    })
    .immediate()
}

function incompatible(file: string, found: number, expected: number): TorsorError {
  const why = found > expected ? 'by a newer relay' : 'by an older relay: start a relay on it once'
  return new TorsorError('storage-incompatible', `${file} was written ${why} (format ${found}; this one reads ${expected}).`, {
    data: { file, found, expected },
  })
}
