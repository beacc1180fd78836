import { TorsorError } from '@torsor/core'
import type { Turn } from './port.js'

interface Pending {
  readonly write: () => () => void
  readonly reject: (error: unknown) => void
}

/**
 * Everything asked for in one turn of the event loop goes into one transaction, so that one flush of the disk pays for
 * all of it. A write runs inside the transaction and returns what to do once it is durable. A write that throws fails
 * alone (it must check before it changes anything); a transaction that throws fails all its writes.
 */
export class GroupCommit {
  readonly #transaction: (body: () => void) => void
  readonly #turn: Turn
  #pending: Pending[] = []
  #cancel: (() => void) | null = null
  #closed = false

  constructor(turn: Turn, transaction: (body: () => void) => void) {
    this.#turn = turn
    this.#transaction = transaction
  }

  /** `write` runs in the transaction; `durable` after it, before the promise resolves, in the order of the writes. */
  run<T>(write: () => T, durable?: (result: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new TorsorError('storage-failed', 'The log is closed.', { retryable: false }))
        return
      }
      this.#pending.push({
        reject,
        write: () => {
          const result = write()
          return () => {
            durable?.(result)
            resolve(result)
          }
        },
      })
      this.#cancel ??= this.#turn(() => this.#commit())
    })
  }

  flush(): Promise<void> {
    this.#commit()
    return Promise.resolve()
  }

  close(): void {
    this.#commit()
    this.#closed = true
  }

  #commit(): void {
    this.#cancel?.()
    this.#cancel = null
    const pending = this.#pending
    this.#pending = []
    if (pending.length === 0) return
    const after: (() => void)[] = []
    try {
      this.#transaction(() => {
        for (const { write, reject } of pending) {
          try {
            after.push(write())
          } catch (error) {
            if (!(error instanceof TorsorError)) throw error
            after.push(() => reject(error))
          }
        }
      })
    } catch (error) {
      const failure = new TorsorError('storage-failed', `The log could not be written: ${String(error)}`, { retryable: true, cause: error })
      for (const { reject } of pending) reject(failure)
      return
    }
    for (const settle of after) settle()
  }
}
