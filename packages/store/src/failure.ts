import { TorsorError } from '@torsor/core'

/**
 * Why storage refused, in `data.reason` of its error, which is `storage-failed`, for `version` `storage-incompatible`, and for
 * `lost` `storage-damaged`:
 * - `quota`: the disk or the origin's share of it is full;
 * - `connection-lost`: the browser dropped the connection to its storage; the next call opens a new one;
 * - `version`: a newer release of the SDK has upgraded this storage, this one can no longer read it;
 * - `blocked`: the browser did not answer in time, usually because another tab holds the storage open;
 * - `unavailable`: there is no storage here, or the user's settings forbid it;
 * - `erased`: this storage was deleted (by another tab, the user or the browser); open it anew to start from nothing;
 * - `lost`: the browser found its databases corrupted and deleted them: told, not thrown;
 * - `closed`: the handle was closed by its owner;
 * - `inactive`: a transaction's body awaited something other than its transaction;
 * - `unknown`: anything else, see `data.exception`.
 */
export type StorageFailureReason =
  | 'quota'
  | 'connection-lost'
  | 'version'
  | 'blocked'
  | 'unavailable'
  | 'erased'
  | 'lost'
  | 'closed'
  | 'inactive'
  | 'unknown'

/**
 * What became of the transaction's writes, in `data.outcome`: `aborted` none happened, `unknown` all or none happened,
 * `partial` some may have happened (only when a body broke the rule about what it may await).
 */
export type StorageOutcome = 'aborted' | 'unknown' | 'partial'

export interface StorageFailureDetails {
  readonly outcome?: StorageOutcome
  readonly cause?: unknown
}

const retryableReasons: ReadonlySet<StorageFailureReason> = new Set(['connection-lost', 'blocked'])

/** What a storage throws, or tells. */
export type StorageError = TorsorError<'storage-failed' | 'storage-incompatible' | 'storage-damaged'>

const codes: { readonly [reason in StorageFailureReason]?: StorageError['code'] } = {
  version: 'storage-incompatible',
  lost: 'storage-damaged',
}

export function storageFailure(
  reason: StorageFailureReason,
  storage: string,
  message: string,
  details: StorageFailureDetails = {},
): StorageError {
  return new TorsorError(codes[reason] ?? 'storage-failed', `Storage "${storage}": ${message}`, {
    retryable: retryableReasons.has(reason),
    data: {
      reason,
      storage,
      outcome: details.outcome ?? 'aborted',
      exception: details.cause instanceof Error ? details.cause.name : null,
    },
    ...(details.cause === undefined ? {} : { cause: details.cause }),
  })
}

export function isStorageFailure(error: unknown, reason: StorageFailureReason): boolean {
  return error instanceof TorsorError && error.data['reason'] === reason
}

export function closedFailure(storage: string): StorageError {
  return storageFailure('closed', storage, 'this handle was closed')
}

export function erasedFailure(storage: string): StorageError {
  return storageFailure('erased', storage, 'it was erased after this handle was opened')
}

export function outdatedFailure(storage: string): StorageError {
  return storageFailure('version', storage, 'a newer release has upgraded it; reload to get that release')
}

export function inactiveFailure(storage: string, outcome: StorageOutcome, cause?: unknown): StorageError {
  return storageFailure('inactive', storage, 'a transaction’s body may await nothing but its own transaction', {
    outcome,
    ...(cause === undefined ? {} : { cause }),
  })
}
