export type {
  Column,
  Draft,
  EntryRange,
  Floor,
  Mark,
  Follower,
  LogEntry,
  LogReader,
  LogWriter,
  Position,
  ReadLimit,
  RelayLog,
  Reign,
} from './port.js'
export { memoryLog } from './memory.js'
export type { MemoryLog } from './memory.js'
export { openSqliteReader, sqliteLog } from './sqlite.js'
export type { SqliteLogOptions } from './sqlite.js'
