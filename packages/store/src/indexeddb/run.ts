import { inactiveFailure } from '../failure.js'
import type { StoreWriter } from '../port.js'
import { Access } from './access.js'
import { failureOf, nameOf } from './failure.js'

/** How far the body got. */
type Progress<T> =
  | { readonly state: 'running' }
  | { readonly state: 'returned'; readonly value: T }
  | { readonly state: 'threw'; readonly error: unknown }

/**
 * Runs a body inside a transaction that was just created, and settles when it is known what became of both. Commits as
 * soon as the body has returned: left to itself the browser waits for every answer to arrive here first.
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
      if (progress.state === 'threw') return reject(progress.error)
      // Firefox gives no reason when it clears site data.
      const cause = transaction.error ?? new DOMException('The browser aborted the transaction.', 'AbortError')
      // Once a commit was asked for, an abort says only that the page was not told. A quota's refusal is final.
      const isOpen = progress.state === 'returned' && access.wrote && !access.failed && nameOf(cause) !== 'QuotaExceededError'
      reject(failureOf(storage, cause, isOpen ? 'unknown' : 'aborted'))
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
        else unlessEnded(() => transaction.commit())
      },
      (error: unknown) => {
        progress = { state: 'threw', error }
        unlessEnded(() => transaction.abort())
      },
    )
  })
}

/** `async`, so that a body which throws before its first await rejects like any other; it starts at once. */
async function begin<T>(body: (writer: StoreWriter) => Promise<T>, access: Access): Promise<T> {
  return body(access)
}

function unlessEnded(end: () => void): void {
  try {
    end()
  } catch {
    // It has ended by itself, and its event tells how.
  }
}
