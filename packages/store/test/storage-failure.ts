import { TorsorError, type ErrorData } from '@torsor/core'

export interface FailureRecord {
  readonly reason: ErrorData[string] | undefined
  readonly outcome: ErrorData[string] | undefined
  readonly retryable: boolean
}

/** What a `storage-failed` rejection says; anything else is thrown on. */
export async function failureOf(promise: Promise<unknown>): Promise<FailureRecord> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    if (!(error instanceof TorsorError) || !error.code.startsWith('storage-')) throw error
    return { reason: error.data['reason'], outcome: error.data['outcome'], retryable: error.retryable }
  }
  throw new Error(`Expected a failure of storage, got ${String(value)}.`)
}
