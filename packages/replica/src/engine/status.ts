import { toErrorRecord } from '@torsor/core'
import { torsorErrorOf, type ClientState } from '@torsor/protocol'
import { isKept, type Entry } from '../outbox/entry.js'
import type { StatusRecord } from '../space/engine-port.js'

/** The part of the status that the leading tab knows and tells the others. */
export type SharedStatus = Pick<StatusRecord, 'connection' | 'catchingUp' | 'verified'>

export const unknownStatus: SharedStatus = { connection: { state: 'connecting', attempt: 0 }, catchingUp: null, verified: null }

/** What a session's state means to an app. Connected is never reported as synced: `pending` and `catchingUp` tell that. */
export function connectionOf(state: ClientState, retryAt: number | null): StatusRecord['connection'] {
  switch (state.name) {
    case 'idle':
    case 'connecting':
    case 'opening':
      return { state: 'connecting', attempt: state.attempt }
    case 'catching-up':
    case 'live':
      return { state: 'connected' }
    case 'waiting':
      return { state: 'offline', reason: state.reasons.includes('offline') ? 'network' : (state.ended ?? 'relay-unreachable'), retryAt }
    case 'needs-auth':
      return { state: 'needs-auth', error: toErrorRecord(torsorErrorOf(state.error)) }
    case 'incompatible':
      return { state: 'incompatible', error: toErrorRecord(torsorErrorOf(state.error)) }
    case 'closed':
      return { state: 'closed' }
  }
}

export function catchingUpOf(state: ClientState): StatusRecord['catchingUp'] {
  return state.name === 'catching-up' ? { received: state.received, total: state.total } : null
}

export function pendingOf(entries: readonly Entry[]): StatusRecord['pending'] {
  let batches = 0
  let bytes = 0
  let oldestAt: number | null = null
  const refused: StatusRecord['pending']['refused'][number][] = []
  for (const entry of entries) {
    if (isKept(entry)) continue
    if (entry.kind === 'refused') {
      if (entry.refusal !== null) refused.push(entry.refusal)
      continue
    }
    batches += entry.to - entry.from + 1
    bytes += entry.size
    oldestAt = Math.min(oldestAt ?? entry.at, entry.at)
  }
  return { batches, bytes, oldestAt, refused }
}
