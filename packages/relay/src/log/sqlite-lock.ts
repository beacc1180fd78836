import { TorsorError } from '@torsor/core'
import Database from 'better-sqlite3'

/**
 * Holds `FILE.lock` for as long as the writer lives. A lock of the operating system on a file beside the log: it goes
 * with the process, however that ends, and readers of the log (`inspect`, backups) are not kept out.
 */
export function lockForWriting(file: string): { release(): void } {
  const lock = new Database(`${file}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new TorsorError('storage-failed', `Another relay is using ${file}. Stop it first, or give this one another file.`, {
      retryable: false,
      data: { file },
      cause: error,
    })
  }
  return { release: () => void lock.close() }
}
