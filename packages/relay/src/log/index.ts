export type {
  Column,
  Draft,
  EntryKind,
  EntryListener,
  EntryRange,
  Follower,
  LogEntry,
  LogReader,
  LogWriter,
  OpenOptions,
  Position,
  ReadLimit,
  RelayLog,
  Reign,
  Snapshot,
} from './port.js'
export { memoryLog } from './memory.js'
export { openSqliteReader, sqliteLog } from './sqlite.js'
export type { SqliteLogOptions } from './sqlite.js'
