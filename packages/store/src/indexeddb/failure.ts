import { outdatedFailure, storageFailure, type StorageError, type StorageFailureReason, type StorageOutcome } from '../failure.js'

/**
 * By the exception's name, which is the only part that browsers agree on:
 * - a connection that died is an InvalidStateError at `transaction()` (all), an UnknownError at a request or a commit
 *   (WebKit when its storage process went away, Chromium when LevelDB failed), or an AbortError nobody here asked for
 *   (Firefox and Chromium, when site data is cleared);
 * - SecurityError is what a browser throws when the user forbids storage.
 */
const reasons: ReadonlyMap<string, StorageFailureReason> = new Map([
  ['QuotaExceededError', 'quota'],
  ['InvalidStateError', 'connection-lost'],
  ['UnknownError', 'connection-lost'],
  ['AbortError', 'connection-lost'],
  ['VersionError', 'version'],
  ['SecurityError', 'unavailable'],
])

const messages: ReadonlyMap<StorageFailureReason, string> = new Map([
  ['quota', 'the disk, or this origin’s share of it, is full'],
  ['connection-lost', 'the browser dropped the connection to it'],
  ['unavailable', 'the browser’s settings forbid it'],
])

export function failureOf(storage: string, exception: unknown, outcome: StorageOutcome = 'aborted'): StorageError {
  const reason = reasonOf(exception)
  if (reason === 'version') return outdatedFailure(storage)
  return storageFailure(reason, storage, messages.get(reason) ?? describe(exception), { outcome, cause: exception })
}

export function isLostConnection(exception: unknown): boolean {
  return reasonOf(exception) === 'connection-lost'
}

function reasonOf(exception: unknown): StorageFailureReason {
  return reasons.get(nameOf(exception)) ?? 'unknown'
}

export function nameOf(exception: unknown): string {
  return exception instanceof Error ? exception.name : ''
}

function describe(exception: unknown): string {
  return exception instanceof Error ? `${exception.name}: ${exception.message}` : 'the browser gave no reason'
}
