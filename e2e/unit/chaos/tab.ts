import type { TorsorError, ViewOf } from '@torsor/core'
import { createHost, type EngineHost } from '@torsor/replica/engine'
import { createSpace, type EngineEvent, type EnginePort, type Space, type SpaceControl } from '@torsor/replica/space'
import type { Random } from '../../harness/random.js'
import type { Home } from './home.js'
import { Process } from './process.js'
import { schema, type ChaosSchema } from './schema.js'
import { socketsOf, type Line } from './socket.js'
import { epoch } from './timeline.js'
import { writeAnything } from './writes.js'

/** A page with its worker. The worker can die and be started anew under the page; both can die at once. */
export class Tab {
  readonly name: string
  readonly device: Home
  readonly lines = new Set<Line>()
  readonly errors: TorsorError[] = []
  /** Edits that this tab has to show. */
  readonly owes = new Set<string>()
  readonly #random: Random
  readonly #face: string
  readonly #control: SpaceControl<ChaosSchema>
  #process = new Process()
  #host: EngineHost
  #port: EnginePort
  #listener: (event: EngineEvent) => void = () => undefined
  #visible = true
  #introduced = true
  ready = false
  closed = false

  constructor(device: Home, name: string, random: Random) {
    this.device = device
    this.name = name
    this.#random = random
    this.#face = name
    ;[this.#host, this.#port] = this.#startWorker()
    const owed = [...device.disk.promised.keys()]
    this.#control = createSpace({
      schema,
      name: 'space',
      face: this.#face,
      random: (length) => Uint8Array.from({ length }, () => random.between(0, 255)),
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
    this.space.ready.then(
      () => {
        this.ready = true
        for (const edit of owed) this.owes.add(edit)
      },
      () => undefined,
    )
  }

  get space(): Space<ChaosSchema> {
    return this.#control.space
  }

  get alive(): boolean {
    return this.#process.alive && !this.closed
  }

  get view(): ViewOf<ChaosSchema> {
    return this.space.store.getState()
  }

  /** Writes one edit, which from now on this tab shows. */
  write(edit: string): void {
    const { disk } = this.device
    const strict = this.#random.chance(0.15)
    const receipt = this.space.mutate((m) => writeAnything(m, this.#random, edit), { durability: strict ? 'strict' : 'relaxed' })
    this.owes.add(edit)
    const promise = (version: number): void => {
      disk.promised.set(edit, Math.min(disk.promised.get(edit) ?? Infinity, version))
    }
    receipt.persisted.then(
      () => promise(strict ? disk.safeVersion : disk.version),
      () => undefined,
    )
    // What a relay holds was frozen, and freezing is strict.
    receipt.synced.then(
      () => promise(disk.safeVersion),
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
    }, this.#face)
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

  setOnline(online: boolean): void {
    this.#host.setOnline(online)
  }

  #hear(process: Process): (event: EngineEvent) => void {
    return (event) => {
      if (process.alive) this.#listener(event)
    }
  }

  #startWorker(): [EngineHost, EnginePort] {
    const { device } = this
    const process = this.#process
    const host = createHost(
      { schema, relay: 'ws://relay.test', user: null, token: () => Promise.resolve(null), ...device.tuning },
      {
        clock: {
          now: () => epoch + Math.floor(device.timeline.elapsed) + device.skew,
          elapsed: () => device.timeline.elapsed,
          after: (ms, callback) =>
            device.timeline.after(ms, () => {
              if (process.alive) callback()
            }),
        },
        random: {
          bytes: (length) => Uint8Array.from({ length }, () => this.#random.between(0, 255)),
          fraction: () => this.#random.fraction(),
        },
        locks: device.locks.of(process),
        openChannel: device.channels.of(process),
        openStore: () => device.disk.open(process),
        openFallbackStore: () => Promise.reject(new Error('a disk of this history never stays away')),
        openSocket: socketsOf(process, () => device.site, this.lines),
        storageNames: () => Promise.resolve([]),
      },
    )
    if (!this.#visible) host.setVisible(false)
    return [host, host.open('space')]
  }
}
