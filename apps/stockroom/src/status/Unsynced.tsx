import { Icon } from '../icons/Icon'

/** An edit of this item is only on this device so far. */
export function Unsynced() {
  return (
    <span className="unsynced" data-unsynced="" title="Not yet synced">
      <Icon name="waiting" size={14} />
      <span className="visually-hidden">Not yet synced</span>
    </span>
  )
}
