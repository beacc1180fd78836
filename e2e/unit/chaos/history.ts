import { seeded, type Random } from '../../harness/random.js'
import { check, checkEnd } from './checks.js'
import { Device } from './device.js'
import { Disk, type Image } from './disk.js'
import { RelaySite } from './relay-site.js'
import type { Tab } from './tab.js'
import { Timeline, turns } from './timeline.js'

export interface HistoryOptions {
  readonly steps: number
  readonly faults: readonly Fault[]
}

export const allFaults = [
  'cut',
  'stall',
  'kill',
  'worker',
  'power',
  'backup',
  'clone',
  'clock',
  'year',
  'disk',
  'channel',
  'restart',
  'restore',
  'failover',
  'visibility',
] as const
export type Fault = (typeof allFaults)[number]

const hour = 3_600_000

/** A random history of devices, tabs and relays, told by a seed alone. */
export class History {
  readonly random: Random
  readonly timeline = new Timeline()
  readonly sites: RelaySite[]
  readonly devices: Device[] = []
  readonly log: string[] = []
  readonly #options: HistoryOptions
  readonly #faults: ReadonlySet<Fault>
  readonly #backups = new Map<Device, Image>()
  #edits = 0
  #lastReference = ''

  constructor(seed: number, options: HistoryOptions) {
    this.random = seeded(seed)
    this.#options = options
    this.#faults = new Set(options.faults)
    const kind = this.#faults.has('restore') ? 'sqlite' : 'memory'
    this.sites = [new RelaySite(this.timeline, this.random, kind), new RelaySite(this.timeline, this.random, 'memory')]
  }

  async run(): Promise<void> {
    try {
      for (const site of this.sites) site.start()
      for (let n = 0; n < this.random.between(2, 3); n++) this.#addDevice(new Disk(this.random))
      for (let step = 0; step < this.#options.steps; step++) {
        await this.#step()
        await this.#settle()
        check(this)
      }
      await this.#quiesce()
    } finally {
      for (const device of this.devices) device.killAll()
      for (const site of this.sites) await site.dispose()
    }
  }

  say(...what: (string | number)[]): void {
    this.log.push(what.join(' '))
  }

  #addDevice(disk: Disk): Device {
    const tuning = { checkpointAfter: { bytes: 2_000, rows: this.random.between(2, 12) }, foldAfter: this.random.between(2, 6) }
    const device = new Device(String.fromCharCode(65 + this.devices.length), {
      timeline: this.timeline,
      random: this.random,
      site: this.sites[0] ?? null,
      disk,
      tuning,
    })
    disk.faults = { failure: this.#faults.has('disk') ? 0.02 : 0 }
    device.channels.loss = this.#faults.has('channel') ? 0.03 : 0
    if (this.#faults.has('clock')) device.skew = this.random.pick([0, -hour, hour, this.random.between(-9, 9) * 1_000])
    if (this.#faults.has('year')) device.skew = this.random.pick([-1, 0, 1, 2]) * 365 * 24 * hour
    this.devices.push(device)
    device.openTab()
    return device
  }

  async #settle(): Promise<void> {
    await turns(this.random.between(1, 5))
    await this.timeline.advance(this.random.chance(0.1) ? this.random.between(100, 6_000) : this.random.between(1, 60))
    await turns(this.random.between(0, 3))
  }

  async #step(): Promise<void> {
    const { random } = this
    const device = random.pick(this.devices)
    const tab = device.running.length === 0 ? null : random.pick(device.running)
    const dice = random.fraction()
    if (dice < 0.45) return this.#write(tab)
    if (dice < 0.52) return this.#openTab(device)
    const fault = random.pick([...this.#faults])
    return this.#disturb(fault, device, tab)
  }

  #write(tab: Tab | null): void {
    for (let left = this.random.chance(0.2) ? 4 : 1; left > 0 && tab !== null; left--) {
      const edit = `e${this.#edits++}`
      this.say('write', tab.name, edit)
      tab.write(edit)
    }
  }

  async #openTab(device: Device): Promise<void> {
    const { random } = this
    if (device.running.length < (random.chance(0.3) ? 3 : 1)) {
      const tab = device.openTab()
      this.say('open', tab.name)
    } else if (device.running.length > 1) {
      const tab = random.pick(device.running)
      this.say('close', tab.name)
      const closing = tab.close()
      if (random.chance(0.5)) await this.#patiently(closing)
    }
  }

  async #disturb(fault: Fault, device: Device, tab: Tab | null): Promise<void> {
    const { random } = this
    const line = tab === null ? undefined : [...tab.lines][0]
    switch (fault) {
      case 'cut': {
        const after = random.pick([0, 0, 1, 2, 5])
        if (line !== undefined) this.say('cut', tab?.name ?? '', 'after', after)
        return line?.cut(after)
      }
      case 'stall': {
        if (line === undefined) return
        this.say('stall', tab?.name ?? '')
        line.stall()
        this.timeline.after(random.between(10, 3_000), () => {
          line.resume()
        })
        return
      }
      case 'kill':
        if (tab === null || random.chance(0.5)) return
        this.say('kill', tab.name)
        return tab.kill()
      case 'worker':
        if (tab === null || !tab.ready) return
        this.say('worker dies', tab.name)
        return tab.restartWorker()
      case 'power': {
        if (random.chance(0.5)) return
        const image = device.disk.afterPowerLoss()
        this.say('power loss', device.name, 'at', image.journal.length, 'of', device.disk.version, 'safe', device.disk.safeVersion)
        await device.reset(image, device.disk.faults)
        device.openTab()
        return
      }
      case 'backup': {
        const image = this.#backups.get(device)
        if (image === undefined || random.chance(0.5)) {
          this.say('back up', device.name, 'at', device.disk.version)
          this.#backups.set(device, device.disk.image())
          return
        }
        this.say('restore device', device.name, 'to', image.journal.length, 'of', device.disk.version)
        // Set back twice, it may go on a past that its other past has sent a part of: then it is as good as a clone.
        device.related ||= device.restored
        device.restored = true
        await device.reset(image, device.disk.faults)
        device.openTab()
        return
      }
      case 'clone': {
        if (this.devices.length >= 5 || random.chance(0.6)) return
        const twin = this.#addDevice(await Disk.of(device.disk.image(), random))
        twin.related = true
        device.related = true
        twin.site = device.site
        this.say('clone', device.name, 'to', twin.name, 'at', device.disk.version)
        return
      }
      case 'clock':
        device.skew += random.pick([-20, -1, 1, 20]) * hour
        return this.say('clock of', device.name, 'jumps to', device.skew)
      case 'year':
        device.skew = random.pick([-1, 0, 1, 2]) * 365 * 24 * hour
        return this.say('clock of', device.name, 'jumps to', device.skew)
      case 'restart': {
        const site = random.pick(this.sites)
        if (!site.up || random.chance(0.5)) return
        this.say('restart relay', this.sites.indexOf(site))
        await site.stop()
        return site.start()
      }
      case 'restore': {
        const [site] = this.sites
        if (site === undefined) return
        if (random.chance(0.5)) {
          this.say('back up relay')
          return site.backUp()
        }
        if (await site.restore()) this.say('restore relay')
        return
      }
      case 'failover':
        device.site = random.pick([...this.sites, ...this.sites, null])
        this.say(device.name, 'to', device.site === null ? 'no relay' : `relay ${this.sites.indexOf(device.site)}`)
        for (const other of device.running) for (const open of [...other.lines]) open.cut()
        return
      case 'visibility':
        if (tab === null) return
        this.say('turn', tab.name)
        return tab.setVisible(random.chance(0.5))
      case 'disk':
      case 'channel':
        // Always on, see `#addDevice`.
        return
    }
  }

  /** Faults stop; everything is to come together at one relay, then at the other. */
  async #quiesce(): Promise<void> {
    this.say('quiesce')
    for (const device of this.devices) {
      device.disk.faults = { failure: 0 }
      device.channels.loss = 0
      if (device.running.length === 0) device.openTab()
      for (const tab of device.running) tab.setVisible(true)
    }
    for (const [index, site] of this.sites.entries()) {
      if (index === 1 && !this.#faults.has('failover')) continue
      for (const device of this.devices) {
        if (device.site === site) continue
        device.site = site
        for (const tab of device.running) for (const line of [...tab.lines]) line.cut()
      }
      this.#lastReference = ''
      await this.#until(() => this.#together())
      // A page is told what READ is once a frame.
      await this.timeline.advance(20)
      await turns(4)
      await checkEnd(this)
    }
  }

  async #patiently(promise: Promise<unknown>): Promise<void> {
    let done = false
    void promise.finally(() => (done = true))
    await this.#until(() => Promise.resolve(done))
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    for (let round = 0; round < 900; round++) {
      if (round > 5 && (await holds())) return
      await this.timeline.advance(round < 100 ? 50 : 1_000)
      await turns(4)
    }
    throw new Error(`does not come to rest: ${await this.#diagnosis()}`)
  }

  async #together(): Promise<boolean> {
    const tabs = this.devices.flatMap((device) => device.running)
    if (!tabs.every(rests)) return false
    const references = new Set<string>()
    for (const tab of tabs) {
      // An answer may wait for time to pass, which it does only here.
      const inspection = await Promise.race([tab.space.inspect(), turns(30).then(() => null)])
      if (inspection === null) return false
      references.add(Buffer.from(inspection.reference).toString('hex'))
    }
    await turns(2)
    // What was still being adopted may have brought something back, and what was looked at first may have moved since.
    const [reference = ''] = references
    const lasting = reference === this.#lastReference
    this.#lastReference = reference
    return lasting && references.size === 1 && tabs.every(rests)
  }

  async #diagnosis(): Promise<string> {
    const tabs = this.devices.flatMap((device) => device.running)
    const usual = ledgerOf(tabs.find((tab) => tab.ready) ?? tabs[0])
    const lines: string[] = []
    for (const tab of tabs) {
      const { connection, pending, catchingUp, role } = tab.space.status.getState()
      const inspected = tab.ready ? await Promise.race([tab.space.inspect(), turns(50)]) : undefined
      const place = inspected === undefined ? 'its queue is stuck' : `${inspected.nonce}:${inspected.position}`
      const rest = rests(tab) ? 'rests' : JSON.stringify({ ready: tab.ready, role, connection, catchingUp, pending })
      lines.push(
        `${tab.name} ${rest} at ${place} ${ledgerOf(tab) === usual ? '' : ledgerOf(tab)} ${tab.errors.slice(-2).map(String).join(', ')}`,
      )
    }
    return lines.join('; ')
  }
}

function rests(tab: Tab): boolean {
  const { pending, connection, catchingUp, role } = tab.space.status.getState()
  if (!tab.ready || pending.batches > 0) return false
  // What the others know of the connection is hearsay, and what they missed of it comes with the next change.
  return role === 'follower' || (tab.lines.size > 0 && connection.state === 'connected' && catchingUp === null)
}

/** Short enough to be read: what a tab lacks or has too often shows in the differences. */
function ledgerOf(tab: Tab | undefined): string {
  return Object.entries(tab?.view.ledger.entries ?? {})
    .map(([edit, count]) => (count === 1 ? edit : `${edit}=${count}`))
    .join(' ')
}
