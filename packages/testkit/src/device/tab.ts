import type { AnySchema, TorsorError, ViewOf } from '@torsor/core'
import { createHost, type EngineHost } from '@torsor/replica/engine'
import { createSpace, type EngineEvent, type EnginePort, type Space, type SpaceControl } from '@torsor/replica/space'
import { socketsOf, type Line } from '../network/index.js'
import type { Workload } from '../workload/index.js'
import { epoch, Process } from '../world/index.js'
import type { Home } from './home.js'

/** A page with its worker. The worker can die and be started anew under the page; both can die at once. */
export class Tab<S extends AnySchema> {
  readonly name: string
  readonly device: Home
  readonly lines: Set<Line> = new Set()
  readonly errors: TorsorError[] = []
  /** Edits that this tab has to show. */
  readonly owes: Set<string> = new Set()
  /** What its view must never have shown, and did. */
  readonly wrongs: string[] = []
  readonly #workload: Workload<S>
  readonly #control: SpaceControl<S>
  #process = new Process()
  #host: EngineHost
  #port: EnginePort
  #listener: (event: EngineEvent) => void = () => undefined
  #visible = true
  #introduced = true
  /** It leads without its lock, and will be discarded. */
  wakes = false
  ready = false
  closed = false

  constructor(device: Home, name: string, workload: Workload<S>) {
    this.device = device
    this.name = name
    this.#workload = workload
    ;[this.#host, this.#port] = this.#startWorker()
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

  get alive(): boolean {
    return this.#process.alive && !this.closed
  }

  get view(): ViewOf<S> {
    return this.space.store.getState()
  }

  /** Writes one edit, which from now on this tab shows. */
  write(edit: string, strict: boolean): void {
    const { disk, random } = this.device
    const receipt = this.space.mutate((m) => this.#workload.write(m, random, edit), { durability: strict ? 'strict' : 'relaxed' })
    this.owes.add(edit)
    const promise = (version: number): void => {
      disk.promised.set(edit, Math.min(disk.promised.get(edit) ?? Infinity, version))
    }
    receipt.persisted.then(
      () => promise(strict ? disk.safeVersion : disk.version),
      () => undefined,
    )
    // What a relay holds was frozen, and freezing is strict: on this disk, or on that of a clone.
    receipt.synced.then(
      () => promise(this.device.related ? disk.version : disk.safeVersion),
      () => undefined,
    )
  }

  /** The worker dies and another takes its place; the page goes on. */
  restartWorker(): void {
    this.#process.kill()
    this.#process = new Process()
    ;[this.#host, this.#port] = this.#startWorker()
    this.#introduced = false
    const early: EngineEvent[] = []
    const hear = this.#hear(this.#process)
    this.#port.start((event) => {
      if (this.#introduced) return hear(event)
      early.push(event)
      if (event.type !== 'ready') return
      this.#introduced = true
      early.forEach(hear)
    }, this.name)
  }

  /** Page and worker are gone at once. */
  kill(): void {
    this.#process.kill()
  }

  async close(): Promise<void> {
    this.closed = true
    await this.#control.close()
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
    const [half] = this.#workload.halves?.(view) ?? []
    if (half !== undefined) this.wrongs.push(`${this.name} shows half of ${half}`)
    const counts = this.#workload.counts(view)
    for (const edit of this.owes)
      if ((counts.get(edit) ?? 0) < 1) this.wrongs.push(`${this.name} does not show its own edit ${edit}: ${counts.get(edit) ?? 'nothing'}`)
  }

  #hear(process: Process): (event: EngineEvent) => void {
    return (event) => {
      if (process.alive) this.#listener(event)
    }
  }

  #startWorker(): [EngineHost, EnginePort] {
    const { device } = this
    const { timeline, random } = device
    const process = this.#process
    const host = createHost(
      { schema: this.#workload.schema, relay: 'ws://relay.test', user: null, token: () => Promise.resolve(null), ...device.tuning },
      {
        clock: {
          now: () => epoch + Math.floor(timeline.elapsed) + device.skew,
          elapsed: () => timeline.elapsed,
          after: (ms, callback) =>
            timeline.after(ms, () => {
              if (process.alive) callback()
            }),
        },
        random: { bytes: (length) => random.bytes(length), fraction: () => random.fraction() },
        locks: device.locks.of(process),
        openChannel: device.channels.of(process),
        openStore: () => device.disk.open(process),
        openFallbackStore: () => Promise.reject(new Error('a disk of this history never stays away')),
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
    return [host, host.open('space')]
  }
}
