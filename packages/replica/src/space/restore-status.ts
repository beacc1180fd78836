import { fromErrorRecord, type ErrorRecord, type TorsorError, type TorsorErrorCode } from '@torsor/core'
import type { StatusRecord } from './engine-port.js'
import type { Connection, SyncStatus } from './status.js'

/**
 * `SyncStatus` from the record that crossed a thread. A field whose content did not change keeps its identity, so that
 * a selector of one field is told only when that field changes.
 */
export function restoreStatus(previous: SyncStatus, record: StatusRecord): SyncStatus {
  const next: SyncStatus = {
    connection: keep(previous.connection, restoreConnection(previous.connection, record.connection)),
    ready: record.ready,
    lastSyncedAt: record.lastSyncedAt,
    catchingUp: keep(previous.catchingUp, record.catchingUp),
    pending: keep(previous.pending, {
      batches: record.pending.batches,
      bytes: record.pending.bytes,
      oldestAt: record.pending.oldestAt,
      refused: restoreRefused(previous.pending.refused, record.pending.refused),
    }),
    durability: record.durability,
    role: record.role,
    verified: keep(previous.verified, record.verified),
  }
  return keep(previous, next)
}

/** `next`, or `previous` where every field of it is identical. */
function keep<T extends object | null>(previous: T, next: T): T {
  if (previous === null || next === null) return next
  const before = new Map(Object.entries(previous))
  const after = Object.entries(next)
  return before.size === after.length && after.every(([key, value]) => before.has(key) && Object.is(before.get(key), value))
    ? previous
    : next
}

function restoreConnection(previous: Connection, record: StatusRecord['connection']): Connection {
  switch (record.state) {
    case 'needs-auth':
      return {
        state: 'needs-auth',
        error: restoreError(previous.state === 'needs-auth' ? previous.error : null, record.error, isNeedsAuth),
      }
    case 'incompatible':
      return {
        state: 'incompatible',
        error: restoreError(previous.state === 'incompatible' ? previous.error : null, record.error, isIncompatible),
      }
    default:
      return record
  }
}

function restoreRefused(previous: SyncStatus['pending']['refused'], records: readonly ErrorRecord[]): SyncStatus['pending']['refused'] {
  const next = records.map((record, index) => restoreError(previous[index] ?? null, record, isRefused))
  return next.length === previous.length && next.every((error, index) => error === previous[index]) ? previous : next
}

function restoreError<C extends TorsorErrorCode>(
  previous: TorsorError<C> | null,
  record: ErrorRecord,
  is: (error: TorsorError) => error is TorsorError<C>,
): TorsorError<C> {
  if (previous !== null && sameError(previous, record)) return previous
  const error = fromErrorRecord(record)
  if (!is(error)) throw new TypeError(`A status cannot carry the error ${record.code} here.`)
  return error
}

const isNeedsAuth = (error: TorsorError): error is TorsorError<'needs-auth'> => error.code === 'needs-auth'
const isRefused = (error: TorsorError): error is TorsorError<'packet-refused'> => error.code === 'packet-refused'
const isIncompatible = (error: TorsorError): error is TorsorError<'protocol-incompatible' | 'schema-mismatch'> =>
  error.code === 'protocol-incompatible' || error.code === 'schema-mismatch'

function sameError(error: TorsorError, record: ErrorRecord): boolean {
  // Error data is shallow plain data with at most lists of strings in it: its JSON is its content.
  return (
    error.code === record.code &&
    error.message === record.message &&
    error.retryable === record.retryable &&
    JSON.stringify(error.data) === JSON.stringify(record.data)
  )
}
