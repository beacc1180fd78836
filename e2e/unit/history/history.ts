import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Random } from '@torsor/testkit'
import { NodeDevice, type Tab } from './device.js'
import { exactEdit, largeEdit, noSums, stable, vote, wildEdit, type Edit, type Sums } from './edits.js'
import { RelayUnderTest } from './relay.js'

const steps = 80
const mostDevices = 4

/** A random history of edits and faults over real sockets, and the world it leaves behind. */
export class History {
  /** What happened, in order: printed when a test fails. */
  readonly story: string[] = []
  readonly sums: Sums = noSums()
  readonly #random: Random
  readonly #relay: RelayUnderTest
  readonly #devices: NodeDevice[] = []
  /** Not together with edits so large that what a device keeps of its acknowledged ones is not all of them. */
  readonly #relayIsReplaced: boolean
  /** Votes that each tab cast itself. */
  readonly #own = new WeakMap<Tab, number>()

  private constructor(random: Random, relay: RelayUnderTest) {
    this.#random = random
    this.#relay = relay
    this.#relayIsReplaced = random.chance(0.5)
  }

  static async begin(random: Random): Promise<History> {
    const history = new History(random, await RelayUnderTest.start())
    for (let count = random.between(2, 3); count > 0; count--) await history.#join()
    return history
  }

  get devices(): readonly NodeDevice[] {
    return this.#devices
  }

  async run(): Promise<void> {
    const tab = this.#devices[0]?.tabs[0]
    tab?.mutate((m) => m.items.upsert(stable, { name: 'stable' }))
    for (let step = 0; step < steps; step++) {
      await this.#step()
      this.#watch()
      // Sockets get their turns between steps: none, or some, or time enough for a round trip.
      for (let turns = this.#random.between(0, 3); turns > 0; turns--) await setImmediate()
      if (this.#random.chance(0.3)) await setTimeout(this.#random.between(1, 6))
    }
  }

  /** Heals every line; resolves when nothing waits anywhere and everybody stands at the same place of the relay's log. */
  async settle(): Promise<void> {
    this.#tell('all lines are healed')
    for (const device of this.#devices) device.goOnline()
    for (const device of this.#devices) {
      await device.live()
      await device.synced()
    }
    // It never wrote: what it holds is what the relay holds.
    const mirror = await this.#join()
    await mirror.adopted()
    while (!(await this.#agree())) await setTimeout(1)
    // A page is told what READ is once a frame.
    await setTimeout(30)
  }

  /** A device that has just met another relay looks synced until it has read that this one knows nothing of it. */
  async #agree(): Promise<boolean> {
    const places = new Set<string>()
    for (const { tabs } of this.#devices) {
      for (const tab of tabs) {
        const { nonce, position } = await tab.inspect()
        if (tab.status.getState().pending.batches > 0) return false
        places.add(`${nonce} ${position}`)
      }
    }
    return places.size === 1
  }

  async dispose(): Promise<void> {
    for (const device of this.#devices) await device.dispose()
    await this.#relay.dispose()
  }

  async #step(): Promise<void> {
    const random = this.#random
    const who = random.between(0, this.#devices.length - 1)
    const device = this.#devices[who]
    if (device === undefined) return
    const dice = random.between(0, 99)
    if (dice < 40) return this.#edit(who, device, () => exactEdit(random, this.sums))
    if (dice < 69) return this.#edit(who, device, () => wildEdit(random))
    if (dice < 71) return this.#overtake(who, device)
    if (dice < 72) return this.#relayIsReplaced ? undefined : this.#edit(who, device, () => largeEdit(random))
    if (dice < 77) {
      this.#tell(`${who}: the line is cut`)
      return device.proxy.cut()
    }
    if (dice < 82) {
      const bytes = random.between(0, random.pick([400, 400, 600_000]))
      this.#tell(`${who}: the line breaks ${bytes} bytes up from now`)
      return void device.proxy.cutAfterUpstreamBytes(bytes)
    }
    if (dice < 87) {
      const bytes = random.between(0, 400)
      this.#tell(`${who}: the line breaks ${bytes} bytes down from now`)
      return void device.proxy.cutAfterDownstreamBytes(bytes)
    }
    if (dice < 92) {
      this.#tell(`${who}: ${device.offline ? 'online' : 'offline'}`)
      return device.offline ? device.goOnline() : device.goOffline()
    }
    if (dice < 94) {
      if (device.offline) return
      this.#tell(`${who}: waits until it is synced`)
      return device.synced()
    }
    if (dice < 96) return this.#turnOver(who, device)
    if (dice < 98) return this.#moveRelay('the relay stops and starts again', () => this.#relay.restart())
    if (dice < 99 && this.#relayIsReplaced) return this.#moveRelay('another relay, which knows nothing', () => this.#relay.replace())
    if (this.#devices.length < mostDevices) await this.#join()
  }

  #edit(who: number, device: NodeDevice, make: () => Edit): void {
    const before = this.sums.yes
    const edits = Array.from({ length: this.#random.between(1, 3) }, make)
    this.#tell(`${who}: ${edits.map(({ name }) => name).join('; ')}`)
    const tab = this.#random.pick(device.tabs)
    tab.mutate((m) => {
      for (const { apply } of edits) apply(m)
    })
    this.#own.set(tab, (this.#own.get(tab) ?? 0) + this.sums.yes - before)
  }

  /** At no moment, not even between a confirmation and the next, is an edit seen twice, or an own one not at all. */
  #watch(): void {
    for (const [who, { tabs }] of this.#devices.entries()) {
      for (const tab of tabs) {
        const seen = tab.store.getState().items.get(stable)?.votes.yes ?? 0
        const own = this.#own.get(tab) ?? 0
        if (seen < own || seen > this.sums.yes)
          throw new Error(`Device ${who} shows ${seen} votes: its own are ${own}, all are ${this.sums.yes}.`)
      }
    }
  }

  /** Another tab, or the leading one closes; with the only one the whole device goes off and on. */
  async #turnOver(who: number, device: NodeDevice): Promise<void> {
    const opens = device.tabs.length < 2 && this.#random.chance(0.6)
    this.#tell(`${who}: ${opens ? 'opens another tab' : 'closes the leading tab'}`)
    if (opens) return device.openTab()
    await device.closeTab()
    if (device.tabs.length === 0) await device.openTab()
  }

  /** The leading tab closes while what it sent is on its way: its successor meets it as data from elsewhere. */
  async #overtake(who: number, device: NodeDevice): Promise<void> {
    if (device.offline) return
    await device.live()
    this.#tell(`${who}: the next edits are overtaken by the next tab`)
    device.proxy.delay(50)
    this.#edit(who, device, () => vote(this.sums, 0))
    await setTimeout(10)
    device.proxy.delay(0)
    await device.closeTab()
    if (device.tabs.length === 0) await device.openTab()
  }

  async #moveRelay(what: string, move: () => Promise<void>): Promise<void> {
    this.#tell(what)
    await move()
    for (const { proxy } of this.#devices) proxy.target(this.#relay.port)
  }

  async #join(): Promise<NodeDevice> {
    this.#tell(`${this.#devices.length}: joins`)
    const device = await NodeDevice.start(this.#relay.port)
    this.#devices.push(device)
    return device
  }

  #tell(what: string): void {
    this.story.push(what)
  }
}
