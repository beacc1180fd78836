import type { AnySchema, TorsorError, ViewOf } from '@torsor/core'
import { createHost, type EngineHost } from '@torsor/replica/engine'
import { openMemory } from '@torsor/store'
import { createSpace, type Earlier, type EngineEvent, type EnginePort, type Space, type SpaceControl } from '@torsor/replica/space'
import { socketsOf, type Line } from '../network/index.js'
import type { Workload } from '../workload/index.js'
import { alarmsOf, epoch, Process, type Alarms } from '../world/index.js'
import type { Home } from './home.js'

/** A page with its worker. The worker can die and be started anew under the page; both can die at once. */
export class Tab<S extends AnySchema> {
  readonly name: string
  readonly device: Home
  readonly workload: Workload<S>
  readonly lines: Set<Line> = new Set()
  readonly errors: TorsorError[] = []
  /** Edits that this tab has to show. */
  readonly owes: Set<string> = new Set()
  /** What its view must never have shown, and did. */
  readonly wrongs: string[] = []
  /** Its worker began without the disk: it cannot show what lies there. */
  blind = false
  /** The worker was ready once. */
  #met = false
  /** Edits that only relays hold: its next worker cannot show them at once. */
  readonly #afloat = new Set<string>()
  /** Edits made while its release was the disk's, of which it does not know yet that they are stored, or at a relay. */
  readonly #unsettled = new Set<string>()
  #lastWrite = 0
  /** What the page tells its next worker of that. */
  #stays: Earlier['stays'] = []
  #syncedThrough = 0
  #inMemory: number | undefined
  readonly #generation: number
  readonly #control: SpaceControl<S>
  #process = new Process()
  #host: EngineHost
  #port: EnginePort
  #listener: (event: EngineEvent) => void = () => undefined
  #visible = true
  #introduced = true
  /** Those of its worker. */
  alarms: Alarms
  /** It leads without its lock, and will be discarded. */
  wakes = false
  ready = false
  closed = false

  constructor(device: Home, name: string, workload: Workload<S>) {
    this.device = device
    this.name = name
    this.workload = workload
    this.#generation = device.generation
    ;[this.#host, this.#port, this.alarms] = this.#startWorker()
    const owed = [...device.disk.promised.keys()]
    this.#control = createSpace({
      schema: workload.schema,
      name: 'space',
      face: name,
      random: (length) => device.random.bytes(length),
      onError: (error) => this.errors.push(error),
      port: {
        start: (listener, face) => {
          this.#listener = listener
          this.#port.start(this.#hear(this.#process), face)
        },
        write: (request) => {
          this.#lastWrite = request.number
          // As a page does: until a new worker has told what it knows, writes stay with the page, which sends them again then.
          if (this.#introduced) this.#port.write(request)
        },
        inspect: () => this.#port.inspect(),
        reauthenticate: () => {
          this.#port.reauthenticate()
        },
        close: () => this.#port.close(),
      },
    })
    this.space.store.subscribe((view) => {
      this.#watch(view)
    })
    this.space.ready.then(
      () => {
        this.ready = true
        for (const edit of owed) this.owes.add(edit)
      },
      () => undefined,
    )
  }

  get space(): Space<S> {
    return this.#control.space
  }

  get process(): Process {
    return this.#process
  }

  /** Its release is older than what is on the disk. */
  get outdated(): boolean {
    return this.#generation < this.device.disk.generation
  }

  /** What it wrote may lie on a disk that it cannot read any more: it can only wait to be reloaded. */
  get inDoubt(): boolean {
    return this.outdated && this.#unsettled.size > 0
  }

  get alive(): boolean {
    return this.#process.alive && !this.closed
  }

  get view(): ViewOf<S> {
    return this.space.store.getState()
  }

  /** Writes one edit, which from now on this tab shows. */
  write(edit: string, strict: boolean): void {
    const { disk, random } = this.device
    const { view } = this
    const receipt = this.space.mutate((m) => this.workload.write(m, random, edit, view), { durability: strict ? 'strict' : 'relaxed' })
    this.owes.add(edit)
    if (!this.outdated) this.#unsettled.add(edit)
    const promise = (version: number): void => {
      this.#unsettled.delete(edit)
      // What a relay has of a tab without a disk is not on this one.
      if (this.space.status.getState().durability === 'memory') this.#afloat.add(edit)
      else this.#stored(edit, version)
    }
    receipt.persisted.then(
      () => promise(strict ? disk.safeVersion : disk.version),
      () => undefined,
    )
    receipt.synced.then(
      () => {
        this.device.synced.add(edit)
        // What a relay holds was frozen, and freezing is strict: on this disk, or on that of a clone.
        promise(this.device.related ? disk.version : disk.safeVersion)
      },
      () => undefined,
    )
  }

  #stored(edit: string, version: number): void {
    const { promised } = this.device.disk
    promised.set(edit, Math.min(promised.get(edit) ?? Infinity, version))
  }

  /** The worker dies and another takes its place; the page goes on. */
  restartWorker(): void {
    this.#process.kill()
    this.#process = new Process()
    ;[this.#host, this.#port, this.alarms] = this.#startWorker()
    this.#introduced = false
    const inMemory = this.#inMemory
    if (inMemory !== undefined) {
      this.#stays = [...this.#stays, [inMemory, this.#lastWrite]]
      this.device.mayResend = true
    }
    const early: EngineEvent[] = []
    const hear = this.#hear(this.#process)
    this.#port.start(
      (event) => {
        if (this.#introduced) return hear(event)
        early.push(event)
        if (event.type !== 'ready') return
        this.#introduced = true
        early.forEach(hear)
      },
      this.name,
      { written: this.#lastWrite, synced: this.#syncedThrough, stays: this.#stays },
    )
  }

  /** Page and worker are gone at once. */
  kill(): void {
    this.#process.kill()
  }

  async close(): Promise<void> {
    this.closed = true
    // Who is killed while it closes has closed.
    const died = new Promise<void>((resolve) => this.#process.onDeath(resolve))
    await Promise.race([this.#control.close(), died])
    this.#host.close().catch(() => undefined)
    this.#process.kill()
  }

  setVisible(visible: boolean): void {
    this.#visible = visible
    this.#host.setVisible(visible)
  }

  /** At every change of the view: own edits stay, and no edit shows by half. */
  #watch(view: ViewOf<S>): void {
    if (!this.alive || !this.ready || this.wrongs.length > 0) return
    const [half] = this.device.damaged || this.device.rotten ? [] : (this.workload.halves?.(view) ?? [])
    if (half !== undefined) this.wrongs.push(`${this.name} shows half of ${half}`)
    if (this.blind || this.device.damaged || this.device.rotten) return
    const counts = this.workload.counts(view)
    for (const edit of this.owes)
      if ((counts.get(edit) ?? 0) < 1) this.wrongs.push(`${this.name} does not show its own edit ${edit}: ${counts.get(edit) ?? 'nothing'}`)
  }

  #hear(process: Process): (event: EngineEvent) => void {
    return (event) => {
      if (!process.alive) return
      if (event.type === 'ready') {
        this.#met = true
        this.#inMemory = event.inMemory
        // What only relays hold is not on the disk that this engine may have come back to.
        for (const edit of this.#afloat) this.owes.delete(edit)
      }
      if (event.type === 'synced') this.#syncedThrough = Math.max(this.#syncedThrough, event.through)
      if (event.type === 'status' && event.status.durability === 'disk') this.blind = false
      this.#listener(event)
    }
  }

  #startWorker(): [EngineHost, EnginePort, Alarms] {
    const { device } = this
    const { timeline, random } = device
    const process = this.#process
    const alarms = alarmsOf(process, timeline)
    this.#met = this.blind = false
    const host = createHost(
      { schema: this.workload.schema, relay: 'ws://relay.test', user: null, token: () => Promise.resolve(null), ...device.tuning },
      {
        clock: {
          now: () => epoch + Math.floor(timeline.elapsed) + device.skew,
          elapsed: () => timeline.elapsed,
          after: alarms.after,
        },
        random: { bytes: (length) => random.bytes(length), fraction: () => random.fraction() },
        locks: device.locks.of(process),
        openChannel: (name, hear) => device.channels.of(process)(`${name}:${this.#generation}`, hear),
        openStore: (_, options) => device.disk.open(process, this.#generation, options),
        openFallbackStore: (name) => {
          if (!this.#met) this.blind = true
          return openMemory(name)
        },
        openSocket: socketsOf(process, {
          timeline,
          random,
          weather: device.weather,
          lines: this.lines,
          reach: (accept) => device.site?.accept(accept) ?? false,
        }),
        storageNames: () => Promise.resolve([]),
      },
    )
    if (!this.#visible) host.setVisible(false)
    return [host, host.open('space'), alarms]
  }
}
