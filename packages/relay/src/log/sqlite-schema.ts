import { TorsorError } from '@torsor/core'
import type Database from 'better-sqlite3'

/** "TORS": tells a relay's file from any other SQLite file. */
const applicationId = 0x54_4f_52_53
const version = 1

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
PRAGMA user_version = ${version};
`

/** Creates the tables in an empty file. Throws `storage-damaged` for a file that is not a log this version can read. */
export function prepareSchema(database: Database.Database, file: string, mayCreate: boolean): void {
  const found = Number(database.pragma('user_version', { simple: true }))
  const application = Number(database.pragma('application_id', { simple: true }))
  if (application === applicationId && found === version) return
  if (application === applicationId) {
    throw new TorsorError(
      'storage-damaged',
      `${file} was written by another version of the relay (format ${found}; this one reads ${version}).`,
      {
        data: { file, found, expected: version },
      },
    )
  }
  const empty = database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined && found === 0 && application === 0
  if (!empty || !mayCreate) {
    throw new TorsorError('storage-damaged', `${file} is not a relay's log.`, { data: { file } })
  }
  database.exec(`BEGIN IMMEDIATE;${tables}COMMIT;`)
}
