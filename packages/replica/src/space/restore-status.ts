import { fromErrorRecord, type TorsorError } from '@torsor/core'
import { isSame } from '@torsor/core/view'
import type { StatusRecord } from './engine-port.js'
import type { SyncStatus } from './status.js'

/**
 * `SyncStatus` from the record that crossed a thread. What did not change in content keeps its identity, so that a
 * selector of one field is told only when that field changes.
 */
export function restoreStatus(previous: SyncStatus, record: StatusRecord): SyncStatus {
  const { connection, pending } = record
  const before = previous.pending.refused
  const refused = pending.refused.map((error, at) => keep<TorsorError | undefined>(before[at], fromErrorRecord(error)))
  return keep(previous, {
    ...record,
    connection: keep(previous.connection, 'error' in connection ? { ...connection, error: fromErrorRecord(connection.error) } : connection),
    catchingUp: keep(previous.catchingUp, record.catchingUp),
    pending: keep(previous.pending, { ...pending, refused: keep(before, refused) }),
    storage: keep(previous.storage, record.storage),
    verified: keep(previous.verified, record.verified),
  })
}

/** Of what type `next` is, with which errors where, is the engine's to know. */
function keep<T>(previous: T, next: unknown): T {
  return isSame(previous, next) ? previous : (next as T)
}
