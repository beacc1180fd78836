import { useRegisterSW } from 'virtual:pwa-register/react'

const lookForUpdatesEveryMs = 60 * 60_000

/** A new version waits until somebody takes it: a count in progress is not interrupted. */
export function UpdatePrompt() {
  const {
    needRefresh: [needRefresh, setNeedRefresh],
    updateServiceWorker,
  } = useRegisterSW({
    onRegisteredSW(_url, registration) {
      if (registration) setInterval(() => void registration.update().catch(() => undefined), lookForUpdatesEveryMs)
    },
  })
  if (!needRefresh) return null
  return (
    <div className="toast" role="status">
      <span>A new version is ready.</span>
      <button type="button" className="button small primary" onClick={() => void updateServiceWorker(true)}>
        Update
      </button>
      <button type="button" className="button small" onClick={() => setNeedRefresh(false)}>
        Later
      </button>
    </div>
  )
}
