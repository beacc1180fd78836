import type Database from 'better-sqlite3'

const tables = `
CREATE TABLE cursors (
  space INTEGER NOT NULL,
  link TEXT NOT NULL,
  nonce BLOB NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (space, link)
) STRICT, WITHOUT ROWID;
CREATE TABLE acknowledged (
  space INTEGER NOT NULL,
  peer TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (space, peer)
) STRICT, WITHOUT ROWID;
CREATE TABLE marks (
  space INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  vector BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE floors (
  space INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  vector BLOB NOT NULL
) STRICT;
`

/** Links, and a log that is not kept from the first entry on. */
export function links(database: Database.Database): void {
  database.exec(tables)
}
