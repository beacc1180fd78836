import { useSyncExternalStore } from 'react'
import { Icon } from '../icons/Icon'
import { currentNotices, dismiss, subscribeToNotices } from './notices'

/** What the replica told of by `onError`. */
export function Notices() {
  const notices = useSyncExternalStore(subscribeToNotices, currentNotices)
  return notices.map(({ number, code, message, docs }) => (
    <p key={number} className="banner" data-tone="trouble" role="alert">
      <span>
        {message} <a href={docs}>{code}</a>
      </span>
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(number)}>
        <Icon name="close" size={18} />
      </button>
    </p>
  ))
}
