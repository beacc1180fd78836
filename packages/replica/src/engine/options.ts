import type { AnySchema } from '@torsor/core'
import type { OpenStore } from '@torsor/store'
import type { StorageStatus } from '../space/status.js'
import type { Earlier } from '../space/engine-port.js'
import type { Fallback } from './fallback.js'
import type { Clock, LockManagerLike, OpenChannel, Randomness } from '../world/ports.js'

/** The part of the world that all spaces of a host share. */
export interface EngineWorld {
  readonly clock: Clock
  readonly random: Randomness
  readonly locks: LockManagerLike
  readonly openChannel: OpenChannel
  readonly openStore: OpenStore
  /** What is known of the storage; absent: nothing ever is. */
  readonly estimateStorage?: () => Promise<StorageStatus | null>
  /** Used while no disk can be: the engine then works in memory and says so. */
  readonly openFallbackStore: OpenStore
}

export interface SpaceOptions {
  readonly schema: AnySchema
  readonly space: string
  /** Names storage, locks and channel: one per user and space. */
  readonly storageName: string
  readonly world: EngineWorld
  /** How much log may lie on the disk before it is folded into pages. Default: 256 KiB, 512 rows. */
  readonly checkpointAfter?: { readonly bytes: number; readonly rows: number } | undefined
  /** Set while the disk cannot be used, and this stands in for it. */
  readonly fallback?: Fallback | undefined
  /** What the page load had before this engine. */
  readonly earlier?: (Earlier & { readonly face: string }) | undefined
  /** How many batches may lie in the journal before they are folded. Default: 512. */
  readonly foldAfter?: number | undefined
}
