import { existsSync } from 'node:fs'
import { TorsorError } from '@torsor/core'
import Database from 'better-sqlite3'
import type { LogReader, LogWriter, OpenOptions, RelayLog } from './port.js'
import { StorageReader } from './reader.js'
import { lockForWriting } from './sqlite-lock.js'
import { prepareSchema } from './sqlite-schema.js'
import { sqliteStorage } from './sqlite-storage.js'
import { StorageWriter } from './writer.js'

export interface SqliteLogOptions {
  /** Path of the file; created when it does not exist. `FILE-wal`, `FILE-shm` and `FILE.lock` appear beside it. */
  readonly file: string
}

/**
 * The log in one SQLite file: write-ahead log, fsync on every commit, one commit per turn of the event loop. One relay
 * process at a time; readers may come and go.
 */
export function sqliteLog({ file }: SqliteLogOptions): RelayLog {
  if (file === '' || file === ':memory:') {
    throw new TorsorError('storage-failed', 'sqliteLog needs the path of a file; for a log in memory use memoryLog().')
  }
  return {
    kind: 'sqlite',
    open: async (options: OpenOptions): Promise<LogWriter> => {
      const lock = openFile(file, () => lockForWriting(file))
      try {
        const database = openFile(file, () => {
          const opened = new Database(file)
          try {
            // What is refused stays as it was, so before anything else.
            prepareSchema(opened, file, true)
            opened.pragma('journal_mode = WAL')
            // FULL: the write-ahead log is flushed before a commit returns. NORMAL could lose acknowledged packets with the power.
            opened.pragma('synchronous = FULL')
          } catch (error) {
            opened.close()
            throw error
          }
          return opened
        })
        return new StorageWriter(
          sqliteStorage(database, () => lock.release()),
          options,
        )
      } catch (error) {
        lock.release()
        throw error
      }
    },
  }
}

/** Reads a log, also while a relay writes it. */
export function openSqliteReader({ file }: SqliteLogOptions): LogReader {
  if (!existsSync(file)) throw new TorsorError('storage-failed', `There is no file ${file}.`, { data: { file } })
  const database = openFile(file, () => {
    const opened = new Database(file, { readonly: true, fileMustExist: true })
    try {
      prepareSchema(opened, file, false)
    } catch (error) {
      opened.close()
      throw error
    }
    return opened
  })
  return new StorageReader(sqliteStorage(database, () => undefined))
}

function openFile<T>(file: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (error instanceof TorsorError) throw error
    const damaged = error instanceof Database.SqliteError && (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))
    throw new TorsorError(damaged ? 'storage-damaged' : 'storage-failed', `${file} cannot be opened as a relay's log: ${String(error)}`, {
      data: { file },
      cause: error,
    })
  }
}
