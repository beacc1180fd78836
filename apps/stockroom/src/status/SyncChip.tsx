import { showAgo, useNow } from '../format/time'
import { showNumber } from '../format/number'
import { Icon, type IconName } from '../icons/Icon'
import { useSyncStatus } from '../replica/replica'
import type { SyncStatus } from '@torsor/client'

type Tone = 'synced' | 'busy' | 'offline' | 'trouble'
interface Shown {
  readonly tone: Tone
  readonly icon: IconName
  readonly text: string
}

function show({ connection, pending: { batches }, catchingUp }: SyncStatus): Shown {
  const waiting = batches === 1 ? '1 change' : `${showNumber(batches)} changes`
  switch (connection.state) {
    case 'connected':
      if (catchingUp !== null) return { tone: 'busy', icon: 'download', text: 'Catching up' }
      if (batches > 0) return { tone: 'busy', icon: 'waiting', text: `Sending ${waiting}` }
      return { tone: 'synced', icon: 'cloud', text: 'Synced' }
    case 'connecting':
      return { tone: 'busy', icon: 'cloud', text: batches > 0 ? `Connecting, ${waiting} waiting` : 'Connecting' }
    case 'offline':
      return { tone: 'offline', icon: 'offline', text: batches > 0 ? `Offline, ${waiting} waiting` : 'Offline' }
    case 'needs-auth':
      return { tone: 'trouble', icon: 'offline', text: 'Signed out' }
    case 'incompatible':
      return { tone: 'trouble', icon: 'offline', text: 'Needs an update' }
    case 'closed':
      return { tone: 'offline', icon: 'offline', text: 'Closed' }
  }
}

/** Connected is never shown as synced: only "nothing waits, and all that the relay had is here" is. */
export function SyncChip() {
  const status = useSyncStatus()
  const now = useNow()
  const { tone, icon, text } = show(status)
  const { lastSyncedAt } = status
  return (
    <div className="sync" data-tone={tone} data-pending={status.pending.batches} data-connection={status.connection.state}>
      <Icon name={icon} size={18} />
      <span>
        <span role="status">{text}</span>
        <span className="sync-age">
          {lastSyncedAt === null ? 'never synced' : `${tone === 'synced' ? '' : 'last synced '}${showAgo(lastSyncedAt, now)}`}
        </span>
      </span>
    </div>
  )
}
