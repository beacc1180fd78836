import { toErrorRecord, TorsorError, type ErrorRecord } from '@torsor/core'
import type { Refusal } from '../engine/told.js'

/** A packet refused for good, as the status and the outbox keep it (rule 12). */
export function refusalOf({ id, from, to, code, message, cells }: Omit<Refusal, 'retryable'>): ErrorRecord {
  return toErrorRecord(new TorsorError('packet-refused', message, { data: { reason: code, id, from, to, cells } }))
}
