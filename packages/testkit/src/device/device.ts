import type { AnySchema } from '@torsor/core'
import type { Weather } from '../network/index.js'
import type { RelaySite } from '../relay/index.js'
import type { Workload } from '../workload/index.js'
import type { Random, Timeline } from '../world/index.js'
import { Channels } from './channels.js'
import { Disk, type DiskFaults, type Image } from './disk.js'
import type { Home, Tuning } from './home.js'
import { Locks } from './locks.js'
import { Tab } from './tab.js'

export interface DeviceOptions<S extends AnySchema> {
  /** Those of the app's versions: tabs have them in turn. */
  readonly workloads: readonly Workload<S>[]
  readonly timeline: Timeline
  readonly random: Random
  readonly weather: Weather
  readonly tuning: Tuning
  readonly site: RelaySite | null
  readonly disk: Disk
}

/** A disk, the tabs on it, and the relay that its network leads to. */
export class Device<S extends AnySchema> implements Home {
  readonly name: string
  readonly timeline: Timeline
  readonly random: Random
  readonly weather: Weather
  readonly tuning: Tuning
  readonly #workloads: readonly Workload<S>[]
  disk: Disk
  locks: Locks = new Locks()
  channels: Channels
  tabs: Tab<S>[] = []
  /** Null: no network. */
  site: RelaySite | null
  skew = 0
  /** Another one with the same past may be running: parts of an open batch can be in the reference already. */
  related = false
  /** Since its backup it was set back, or has lost its tail with its power. */
  hasOtherPast = false
  mayResend = false
  /** Two tabs have had a session at once. */
  ledTwice = false
  damaged = false
  wasDamaged = false
  rotten = false
  readonly synced: Set<string> = new Set()
  backup: Image | null = null
  /** Of the release that its tabs have from now on. */
  generation: number
  #booted = 0

  constructor(name: string, options: DeviceOptions<S>) {
    this.name = name
    this.timeline = options.timeline
    this.random = options.random
    this.weather = options.weather
    this.tuning = options.tuning
    this.#workloads = options.workloads
    this.disk = options.disk
    this.generation = options.disk.generation
    this.site = options.site
    this.channels = new Channels(options.timeline, options.random)
  }

  /** How many tabs it has had. */
  get booted(): number {
    return this.#booted
  }

  get running(): Tab<S>[] {
    return this.tabs.filter((tab) => tab.alive)
  }

  /** Something of what it has may be at a relay, sent by an earlier worker that had no disk. */
  get resends(): boolean {
    return this.mayResend && this.running.some((tab) => !tab.ready || tab.space.status.getState().pending.batches > 0)
  }

  openTab(): Tab<S> {
    const number = this.#booted++
    const workload = this.#workloads[(this.name.charCodeAt(0) + number) % this.#workloads.length]
    if (workload === undefined) throw new RangeError('a device has something to do')
    const tab = new Tab(this, `${this.name}.${number}`, workload)
    this.tabs.push(tab)
    return tab
  }

  killAll(): void {
    for (const tab of this.running) tab.kill()
  }

  /** All tabs die, and the disk is what this image says. */
  reset(image: Image, faults: DiskFaults): void {
    this.killAll()
    this.tabs = []
    this.locks = new Locks()
    const { loss, lost } = this.channels
    this.channels = new Channels(this.timeline, this.random)
    this.channels.loss = loss
    this.channels.lost = lost
    this.disk = new Disk(this.timeline, this.random, image)
    this.disk.faults = faults
  }

  /** A tab's lock passes on, and the tab goes on as before for so long. */
  steal(tab: Tab<S>, ms: number): void {
    tab.wakes = this.ledTwice = true
    this.locks.stealLead(tab.process)
    this.timeline.after(ms, () => {
      tab.kill()
    })
  }

  /** To another relay, or none: what is connected is cut. */
  move(site: RelaySite | null): void {
    this.site = site
    for (const tab of this.running) for (const line of tab.lines) line.cut()
  }
}
