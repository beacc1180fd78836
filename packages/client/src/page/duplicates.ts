import { warnOnce } from './development.js'

const living = new Map<string, number>()

/** Two clients of one page with the same storage would each run a worker on it. Returns how to say that one is closed. */
export function noticeClient(key: string): () => void {
  const count = (living.get(key) ?? 0) + 1
  living.set(key, count)
  if (count > 1) {
    warnOnce(
      'duplicate-client',
      'createClient() was called twice for one relay, user and schema: each client runs a worker, so make one and share it.',
    )
  }
  let isOpen = true
  return () => {
    if (!isOpen) return
    isOpen = false
    living.set(key, (living.get(key) ?? 1) - 1)
  }
}
