import { inactiveFailure, type StorageOutcome } from '../failure.js'
import type { StoreWriter } from '../port.js'
import { Access } from './access.js'
import { failureOf, nameOf } from './failure.js'

/** How far the body got. */
type Progress<T> =
  | { readonly state: 'running' }
  | { readonly state: 'returned'; readonly value: T }
  | { readonly state: 'threw'; readonly error: unknown }

/**
 * Runs a body inside a transaction that was just created, and settles when it is known what became of both. Listens
 * to the transaction itself, as idb's `done` rejects also for a failed read that the body has caught. Never calls
 * `commit()`: letting the browser commit by itself tells whether it can have begun to (see `outcomeOf`).
 */
export function runInside<T>(storage: string, transaction: IDBTransaction, body: (writer: StoreWriter) => Promise<T>): Promise<T> {
  const access = new Access(storage, transaction)
  const database = transaction.db
  let progress: Progress<T> = { state: 'running' }

  return new Promise((resolve, reject) => {
    const completed = (): void => {
      database.removeEventListener('close', aborted)
      if (progress.state === 'returned') resolve(progress.value)
      else reject(inactiveFailure(storage, access.wrote ? 'partial' : 'aborted', progress.state === 'threw' ? progress.error : undefined))
    }
    const aborted = (): void => {
      database.removeEventListener('close', aborted)
      // Firefox gives no reason when it clears site data.
      const cause = transaction.error ?? new DOMException('The browser aborted the transaction.', 'AbortError')
      if (progress.state === 'threw') reject(progress.error)
      else reject(failureOf(storage, cause, outcomeOf(progress, access, cause)))
    }
    transaction.addEventListener('complete', completed)
    transaction.addEventListener('abort', aborted)
    // A connection closed by force aborts its transactions before it says so; should that event be missing, this settles.
    database.addEventListener('close', aborted)

    begin(body, access).then(
      (value) => {
        progress = { state: 'returned', value }
        // A reader has its snapshot; how the transaction ends can no longer change it.
        if (transaction.mode === 'readonly') resolve(value)
      },
      (error: unknown) => {
        progress = { state: 'threw', error }
        abortIfPossible(transaction)
      },
    )
  })
}

/** `async`, so that a body which throws before its first await rejects like any other; it starts at once. */
async function begin<T>(body: (writer: StoreWriter) => Promise<T>, access: Access): Promise<T> {
  return body(access)
}

function abortIfPossible(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself, and its event tells how.
  }
}

/**
 * After the last answer the browser commits; when the connection dies in that moment, an abort event says only that
 * the page was not told. A quota is checked before anything is written, and its refusal is final.
 */
function outcomeOf(progress: Progress<unknown>, access: Access, cause: unknown): StorageOutcome {
  const mayHaveCommitted = progress.state === 'returned' && access.wrote && !access.cutOff
  return mayHaveCommitted && nameOf(cause) !== 'QuotaExceededError' ? 'unknown' : 'aborted'
}
