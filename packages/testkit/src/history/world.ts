import type { AnySchema } from '@torsor/core'
import { Device, Disk } from '../device/index.js'
import type { Tab } from '../device/index.js'
import type { Weather } from '../network/index.js'
import { RelaySite } from '../relay/index.js'
import type { Workload } from '../workload/index.js'
import { seeded, Timeline, type Random } from '../world/index.js'
import type { Fault } from './faults.js'
import { linkSites, relaysOf, type Topology } from './links.js'

export const hour = 3_600_000
export const year: number = 365 * 24 * hour

/** A desk, a mobile network, the old one of those (50 kbit/s), and a proxy that thinks a minute is enough. */
const weathers: readonly Weather[] = [
  { latency: [0, 2] },
  { latency: [5, 40] },
  { latency: [300, 300], bytesPerSecond: 6_250 },
  { latency: [5, 40], endsAfter: 60_000 },
]

export interface WorldOptions<S extends AnySchema> {
  readonly seed: number
  readonly workload: Workload<S>
  /** What tabs of other versions of the app do. Default: there are none. */
  readonly others?: readonly Workload<S>[]
  /** How many there are at first. A clone is one more. */
  readonly devices: number
  readonly relays: number
  /** Default: none. */
  readonly links?: Topology
  readonly faults: ReadonlySet<Fault>
}

/** Devices, relays, and the time and chance that they share. */
export class World<S extends AnySchema> {
  readonly timeline: Timeline = new Timeline()
  readonly random: Random
  readonly sites: readonly RelaySite[]
  readonly links: Topology
  readonly devices: Device<S>[] = []
  /** What happened, for people. */
  readonly log: string[] = []
  /** How often each fault really happened. */
  readonly happened: Map<Fault, number> = new Map()
  readonly #options: WorldOptions<S>
  #calm = false
  edits = 0

  constructor(options: WorldOptions<S>) {
    this.#options = options
    this.random = seeded(options.seed ^ 0x5bd1e995)
    this.links = options.links ?? 'none'
    const length = relaysOf(this.links, options.relays)
    this.sites = Array.from({ length }, (_, n) => new RelaySite(`relay ${n}`, this.timeline, this.random))
    linkSites(this.sites, this.links, options.faults, this.random)
  }

  /** Whether what one relay has all of them get. */
  get joined(): boolean {
    return this.links === 'pair' || this.links === 'ring'
  }

  get tabs(): readonly Tab<S>[] {
    return this.devices.flatMap((device) => device.running)
  }

  async start(): Promise<void> {
    for (const site of this.sites) await site.start()
    for (let n = 0; n < this.#options.devices; n++) this.addDevice(new Disk(this.timeline, this.random))
  }

  async end(): Promise<void> {
    for (const device of this.devices) device.killAll()
    for (const site of this.sites) await this.patiently(site.stop())
  }

  /** Lets time pass until it resolves. */
  async patiently<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    const settle = (): void => {
      settled = true
    }
    promise.then(settle, settle)
    for (let round = 0; round < 5_000 && !settled; round++) await this.timeline.advance(20)
    if (!settled) throw new Error('it never ends')
    return promise
  }

  addDevice(disk: Disk): Device<S> {
    const { timeline, random } = this
    const device = new Device<S>(String.fromCharCode(65 + this.devices.length), {
      workloads: [this.#options.workload, ...(this.#options.others ?? [])],
      timeline,
      random,
      weather: random.pick(weathers),
      tuning: { checkpointAfter: { bytes: 2_000, rows: random.between(2, 12) }, foldAfter: random.between(2, 6) },
      // Where relays are linked, devices are at all of them.
      site: (this.links === 'none' ? this.sites[0] : random.pick(this.sites)) ?? null,
      disk,
    })
    if (this.#options.faults.has('clock')) device.skew = random.pick([0, -hour, hour, random.between(-9, 9) * 1_000])
    if (this.#options.faults.has('year')) device.skew = random.pick([-1, 0, 1, 2]) * year
    this.devices.push(device)
    this.#disturb(device)
    device.openTab()
    return device
  }

  /** Whether disks and channels fail of themselves. */
  set calm(calm: boolean) {
    this.#calm = calm
    for (const device of this.devices) this.#disturb(device)
  }

  say(...what: readonly (string | number)[]): void {
    this.log.push(`${String(Math.round(this.timeline.elapsed)).padStart(7)} ${what.join(' ')}`)
  }

  /** A fault has happened. */
  count(fault: Fault): void {
    this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1)
  }

  #disturb(device: Device<S>): void {
    const { faults } = this.#options
    device.disk.faults = {
      failure: faults.has('disk') && !this.#calm ? 0.02 : 0,
      failed: () => {
        this.count('disk')
      },
    }
    device.channels.loss = faults.has('channel') && !this.#calm ? 0.1 : 0
    device.channels.lost = () => {
      this.count('channel')
    }
  }
}
