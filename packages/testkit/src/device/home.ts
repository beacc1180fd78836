import type { EngineHostOptions } from '@torsor/replica/engine'
import type { Weather } from '../network/index.js'
import type { RelaySite } from '../relay/index.js'
import type { Random, Timeline } from '../world/index.js'
import type { Channels } from './channels.js'
import type { Disk } from './disk.js'
import type { Locks } from './locks.js'

export type Tuning = Partial<Pick<EngineHostOptions, 'checkpointAfter' | 'foldAfter'>>

/** What a tab finds on its device. */
export interface Home {
  readonly name: string
  readonly timeline: Timeline
  readonly random: Random
  readonly weather: Weather
  readonly tuning: Tuning
  readonly disk: Disk
  /** Of the release that a tab has which opens now. */
  readonly generation: number
  readonly locks: Locks
  readonly channels: Channels
  /** Null: no network. */
  readonly site: RelaySite | null
  /** What its clock shows beyond the time it is, in ms. */
  readonly skew: number
  /** Another device with the same past may be running. */
  readonly related: boolean
  /** A worker without a disk has died: what it had sent comes again. */
  mayResend: boolean
  /** Bits have flipped in what it holds or hears: what it shows is not what it should be until it has caught up. */
  damaged: boolean
  wasDamaged: boolean
  /** Edits that its tabs were told to be at a relay. */
  readonly synced: Set<string>
  /** A row of its disk may be damaged that nobody has read yet. */
  rotten: boolean
}
