import type { Random } from '../../harness/random.js'
import { Disk, type DiskFaults, type Image } from './disk.js'
import type { Home, Tuning } from './home.js'
import { Channels, Locks } from './neighbours.js'
import type { RelaySite } from './relay-site.js'
import { Tab } from './tab.js'
import type { Timeline } from './timeline.js'

/** A disk, the tabs on it, and the relay that its network leads to. */
export class Device implements Home {
  readonly name: string
  readonly timeline: Timeline
  readonly tuning: Tuning
  readonly #random: Random
  disk: Disk
  locks = new Locks()
  channels: Channels
  tabs: Tab[] = []
  /** Null: no network. */
  site: RelaySite | null
  /** What its clock shows beyond the time it is, in ms. */
  skew = 0
  /** Another one with the same past may be running: parts of an open batch can be in the reference already. */
  related = false
  /** Its disk was set back to a backup. */
  restored = false
  #booted = 0

  constructor(name: string, options: { timeline: Timeline; random: Random; site: RelaySite | null; disk: Disk; tuning: Tuning }) {
    this.name = name
    this.timeline = options.timeline
    this.tuning = options.tuning
    this.#random = options.random
    this.disk = options.disk
    this.site = options.site
    this.channels = new Channels(options.random)
  }

  get running(): Tab[] {
    return this.tabs.filter((tab) => tab.alive)
  }

  openTab(): Tab {
    const tab = new Tab(this, `${this.name}.${this.#booted++}`, this.#random)
    this.tabs.push(tab)
    return tab
  }

  killAll(): void {
    for (const tab of this.running) tab.kill()
  }

  /** All tabs die, and the disk is what this image says. */
  async reset(image: Image, faults: DiskFaults): Promise<void> {
    this.killAll()
    this.tabs = []
    this.locks = new Locks()
    const { loss } = this.channels
    this.channels = new Channels(this.#random)
    this.channels.loss = loss
    this.disk = await Disk.of(image, this.#random)
    this.disk.faults = faults
  }
}
