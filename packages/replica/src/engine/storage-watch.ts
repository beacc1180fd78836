import { TorsorError } from '@torsor/core'
import type { StorageStatus } from '../space/status.js'
import type { Clock } from '../world/ports.js'

/** How often it is looked at how much room is left, and how long edits have waited. */
const LOOK_MS = 60_000
/** A browser that has less than this left, or less than a twentieth of all, is about to refuse. */
const LOW_BYTES = 32 * 1024 * 1024
const LOW_SHARE = 0.05
/** Edits that wait longer are at risk: nobody syncs for a day without wanting to know. */
const OLD_MS = 24 * 60 * 60 * 1000

export interface StorageWatchOptions {
  readonly clock: Clock
  /** Absent, or null: this world cannot tell. */
  readonly estimate: (() => Promise<StorageStatus | null>) | undefined
  /** Ms since the epoch, of the oldest edit that no relay has; null: there is none. */
  readonly oldestAt: () => number | null
  readonly told: (status: StorageStatus | null) => void
  readonly warn: (error: TorsorError) => void
}

/** Looks after what lies on this disk alone: warns once of each thing, and again after it was mended. Ends with the returned function. */
export function watchStorage({ clock, estimate, oldestAt, told, warn }: StorageWatchOptions): () => void {
  const warned = new Set<string>()
  let ended = false
  let cancel = (): void => undefined

  const judge = (isSo: boolean, code: 'storage-low' | 'unsynced-old', error: () => TorsorError): void => {
    if (!isSo) warned.delete(code)
    else if (!warned.has(code)) {
      warned.add(code)
      warn(error())
    }
  }

  const look = async (): Promise<void> => {
    // What a browser will not tell is not known.
    const status = (await estimate?.().catch(() => null)) ?? null
    if (ended) return
    told(status)
    const { usage = null, quota = null } = status ?? {}
    const free = usage === null || quota === null ? Infinity : quota - usage
    judge(free < LOW_BYTES || free < (quota ?? 0) * LOW_SHARE, 'storage-low', () => {
      const message = `${free} bytes are left; what does not fit stays in memory`
      return new TorsorError('storage-low', message, { data: { free, usage, quota } })
    })
    const at = oldestAt()
    judge(at !== null && clock.now() - at > OLD_MS, 'unsynced-old', () => {
      const message = 'edits wait for a day for a relay, on this device alone'
      return new TorsorError('unsynced-old', message, { data: { oldestAt: at } })
    })
    cancel = clock.after(LOOK_MS, () => void look())
  }
  void look()

  return () => {
    ended = true
    cancel()
  }
}
