import { TorsorError } from '@torsor/core'

/** What a storage throws is its own business; what is told of it has a code. */
export function asStorageError(error: unknown): TorsorError {
  if (error instanceof TorsorError) return error
  return new TorsorError('storage-failed', error instanceof Error ? error.message : String(error), { cause: error })
}
