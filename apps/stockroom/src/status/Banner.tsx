import { useState } from 'react'
import type { SyncStatus } from '@torsor/client'
import { showAgo, useNow } from '../format/time'
import { showNumber } from '../format/number'
import { client, useSyncStatus } from '../replica/replica'

type OfflineReason = Extract<SyncStatus['connection'], { state: 'offline' }>['reason']

const why: Record<OfflineReason, string> = {
  network: 'This device has no network.',
  'relay-unreachable': 'The relay cannot be reached.',
  'relay-silent': 'The relay does not answer.',
}

function Kept({ status: { pending } }: { status: SyncStatus }) {
  const now = useNow()
  if (pending.batches === 0) return <>Go on counting: everything is kept on this device.</>
  return (
    <>
      Go on counting: <strong>{showNumber(pending.batches)}</strong> {pending.batches === 1 ? 'change is' : 'changes are'} kept on this
      device
      {pending.oldestAt !== null && `, the oldest from ${showAgo(pending.oldestAt, now)}`}.
    </>
  )
}

/** Cells of a catching-up that is worth a progress bar; a shorter one is over before it could be read. */
const long = 1_000

/** Why the device is offline, also while it tries to reconnect: a banner that comes and goes makes rows jump under a finger. */
function useOffline(connection: SyncStatus['connection']): OfflineReason | null {
  const [held, setHeld] = useState<OfflineReason | null>(null)
  const reason = connection.state === 'offline' ? connection.reason : connection.state === 'connecting' ? held : null
  if (reason !== held) setHeld(reason)
  return reason
}

/** What somebody must know or do about syncing, and nothing while all is well. */
export function Banner() {
  const status = useSyncStatus()
  const { connection, durability, pending, catchingUp, lastSyncedAt } = status
  const offline = useOffline(connection)
  return (
    <>
      {offline !== null && (
        <p className="banner" data-tone="offline" role="status">
          <span>
            {why[offline]} <Kept status={status} />
          </span>
        </p>
      )}
      {connection.state === 'needs-auth' && (
        <p className="banner" data-tone="trouble" role="alert">
          <span>
            You are signed out. <Kept status={status} />
          </span>
          <button type="button" className="button small" onClick={() => client.reauthenticate()}>
            Sign in again
          </button>
        </p>
      )}
      {connection.state === 'incompatible' && (
        <p className="banner" data-tone="trouble" role="alert">
          <span>{connection.error.message}</span>
        </p>
      )}
      {durability === 'memory' && (
        <p className="banner" data-tone="trouble" role="alert">
          <span>This device’s storage does not take more. New counts are lost when the page is closed before they are synced.</span>
        </p>
      )}
      {pending.refused.map((error) => (
        <p key={error.message} className="banner" data-tone="trouble" role="alert">
          <span>A change was refused: {error.message}</span>
        </p>
      ))}
      {catchingUp !== null && (lastSyncedAt === null || (catchingUp.total ?? 0) > long) && (
        <div className="catching-up">
          <label htmlFor="catching-up">Fetching what others counted</label>
          <progress
            id="catching-up"
            {...(catchingUp.total !== null && catchingUp.total > 0 && { value: catchingUp.received, max: catchingUp.total })}
          />
        </div>
      )}
    </>
  )
}
