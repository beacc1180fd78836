import type { EngineHostOptions } from '@torsor/replica/engine'
import type { Disk } from './disk.js'
import type { Channels, Locks } from './neighbours.js'
import type { RelaySite } from './relay-site.js'
import type { Timeline } from './timeline.js'

export type Tuning = Partial<Pick<EngineHostOptions, 'checkpointAfter' | 'foldAfter'>>

/** What a tab finds on its device. */
export interface Home {
  readonly name: string
  readonly timeline: Timeline
  readonly tuning: Tuning
  readonly disk: Disk
  readonly locks: Locks
  readonly channels: Channels
  /** Null: no network. */
  readonly site: RelaySite | null
  /** What its clock shows beyond the time it is, in ms. */
  readonly skew: number
  /** Another one with the same past may be running: parts of an open batch can be in the reference already. */
  readonly related: boolean
  /** Its disk was set back to a backup. */
  readonly restored: boolean
}
