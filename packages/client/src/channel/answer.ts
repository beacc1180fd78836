import { fromErrorRecord, toErrorRecord, TorsorError } from '@torsor/core'
import type { Answer } from './api.js'

export async function answer<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, error: toErrorRecord(asTorsorError(error)) }
  }
}

export function unwrap<T>(result: Answer<T>): T {
  if (result.ok) return result.value
  throw fromErrorRecord(result.error)
}

/** What was thrown in a worker, as an error that can cross. */
export function asTorsorError(error: unknown): TorsorError {
  if (error instanceof TorsorError) return error
  return new TorsorError('worker-failed', `The replica worker threw ${String(error)}`, {
    retryable: true,
    data: { reason: 'threw' },
    cause: error,
  })
}
