import { encodeState, stateDigest, toErrorRecord, TorsorError } from '@torsor/core'
import type { EngineEvent, EnginePort, Inspection, StatusRecord, WriteRequest } from '../space/engine-port.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { patiently } from '../storage/patiently.js'
import { enterStorage, openStorage } from './boot.js'
import { assemble, type Parts, type SpaceEngineOptions, type TabMessage } from './parts.js'
import { SpaceCore } from './space-core.js'
import { StatusBoard } from './status-board.js'
import { pendingOf } from './status.js'

/** How long a change may go unheard of when the tab that committed it died before telling. */
const LOOK_MS = 10_000

/** How often the page is told what READ is while it changes all the time; and while it does so by the page's own writes, which that shows. */
const FRAME_MS = 16
const BUSY_MS = 100

/** One space in one tab (or process): boots from the disk, then edits, other tabs and the relay meet here. */
export class SpaceEngine implements EnginePort {
  readonly #options: SpaceEngineOptions
  #listener: (event: EngineEvent) => void = () => undefined
  #face: string | null = null
  #parts: Parts | null = null
  #booting: Promise<void> = Promise.resolve()
  #early: WriteRequest[] = []
  #ready = false
  #closed = false
  #durability: StatusRecord['durability'] = 'disk'
  #flushing = false
  #toldAt = -Infinity
  /** When it will be told, and how to keep it from being so. */
  #tellingAt = Infinity
  #cancelTelling: (() => void) | null = null
  #cancelLook: () => void = () => undefined
  /** Batches may have come to lie on the disk since the session was last told so. */
  #edited = false
  #introducing: string | null = null
  readonly #board: StatusBoard

  constructor(options: SpaceEngineOptions) {
    this.#options = options
    this.#board = new StatusBoard(() => {
      const parts = this.#parts
      if (parts?.leadership.leads === true) parts.channel.post({ type: 'status', status: this.#board.shared } satisfies TabMessage)
      this.#changed()
    })
  }

  /** `face`: the page load whose writes will come, so that what it wrote through an earlier worker is known (rule 13). */
  start(listener: (event: EngineEvent) => void, face: string | null = null): void {
    this.#listener = listener
    this.#face = face
    this.#booting = this.#boot().catch((error: unknown) => {
      this.#fail(asStorageError(error))
    })
  }

  write(request: WriteRequest): void {
    if (this.#closed) return
    const { writer } = this.#parts ?? {}
    if (writer === undefined || !this.#ready || !writer.knows(request.face)) {
      this.#early.push(request)
      if (this.#ready) this.#introduce(request.face)
      return
    }
    // What it comes to is told when it is stored: this face shows its own writes already. But never that nothing waits.
    writer.accept(request)
    if (!this.#board.saysPending) this.#changed()
  }

  async inspect(): Promise<Inspection> {
    await this.#booting
    const core = this.#parts?.core
    if (core === undefined) throw new TorsorError('client-closed', 'this space did not open, or was closed')
    await core.queue.drain()
    // Whoever looks closely wants the page to show no less.
    if (this.#parts !== null && this.#ready) this.#tell(this.#parts)
    const { memory } = core
    return {
      reference: encodeState(memory.reference),
      read: encodeState(memory.readDelta()),
      digest: stateDigest(memory.reference),
      nonce: memory.place.nonce,
      position: memory.place.position,
    }
  }

  reauthenticate(): void {
    void this.#parts?.driver.renewToken()
  }

  /** The page was shown or hidden. */
  setVisible(visible: boolean): void {
    this.#parts?.driver.tell({ type: visible ? 'visible' : 'hidden' })
    if (visible) this.#parts?.leadership.becameVisible()
  }

  setOnline(online: boolean): void {
    this.#parts?.driver.tell({ type: online ? 'online' : 'offline' })
  }

  /** What no relay has made durable yet, in batches. */
  async pendingBatches(): Promise<number> {
    await this.#booting
    return pendingOf(this.#parts?.core.memory.accumulator.entries ?? []).batches
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#booting
    const parts = this.#parts
    this.#parts = null
    if (parts === null) return
    this.#cancelLook()
    this.#cancelTelling?.()
    parts.driver.close()
    parts.leadership.close()
    parts.core.prepareClose()
    await parts.writer.flush()
    await parts.core.queue.drain()
    parts.writer.close()
    parts.core.close()
    parts.presence.leave()
    await parts.core.store.close()
  }

  async #boot(): Promise<void> {
    const { world, storageName } = this.#options
    const store = await openStorage(this.#options, (error) => {
      this.#fail(error)
    })
    this.#durability = store.kind === 'memory' ? 'memory' : 'disk'
    const presence = await enterStorage(this.#options, store, this.#face)
    const core = new SpaceCore(this.#options, store, {
      changed: () => {
        this.#edited = true
        this.#changed()
      },
      failed: (error) => {
        this.#fail(error)
      },
    })
    const channel = world.openChannel(storageName, (message) => {
      this.#hear(message as TabMessage)
    })
    core.neighbours.connect(channel, presence.first)
    this.#parts = assemble(this.#options, { core, presence, channel }, this.#board, {
      emit: this.#listener,
      changed: () => {
        this.#changed()
      },
      failed: (error) => {
        this.#fail(error)
      },
    })
    // Before the disk is read: from then on the others tell what they change.
    channel.post({ type: 'hello' } satisfies TabMessage)
    await patiently(world.clock, () => core.load())
    const { writer } = this.#parts
    const face = this.#face
    if (face !== null) await patiently(world.clock, () => writer.begin(face))
    await this.#fillView()
    this.#ready = true
    this.#listener({ type: 'ready' })
    this.#changed()
    this.#acceptEarly()
    if (this.#closed) return
    this.#lookAround(core)
    this.#parts.driver.tell({ type: 'start' })
    if (!this.#options.isOnline()) this.#parts.driver.tell({ type: 'offline' })
    if (!this.#options.isVisible()) this.#parts.driver.tell({ type: 'hidden' })
    this.#parts.leadership.compete()
  }

  /** One small read now and then: a tab that dies after a commit tells nobody of it. */
  #lookAround(core: SpaceCore): void {
    this.#cancelLook = this.#options.world.clock.after(LOOK_MS, () => {
      void core.lookForChanges().then((missed) => {
        if (this.#closed) return
        // Who did not tell may not know that somebody listens.
        if (missed) this.#parts?.channel.post({ type: 'hello' } satisfies TabMessage)
        this.#lookAround(core)
      })
    })
  }

  /** The first rows come in slices, with room for other work in between; `ready` says that the last of them has come. */
  async #fillView(): Promise<void> {
    const { core, writer } = this.#parts ?? {}
    if (core === undefined || writer === undefined) return
    let whole = true
    for (const { rows, words } of core.memory.allPatches()) {
      this.#listener({ type: 'changed', whole, through: writer.through, rows, words })
      whole = false
      await new Promise<void>((resolve) => {
        this.#options.world.clock.after(0, resolve)
      })
    }
  }

  /** A face that was not named at the start. Its writes wait until it is known what of them is on the disk already. */
  #introduce(face: string): void {
    const writer = this.#parts?.writer
    if (writer === undefined || this.#introducing === face) return
    this.#introducing = face
    patiently(this.#options.world.clock, () => writer.begin(face))
      .then(() => {
        this.#acceptEarly()
      })
      .catch((error: unknown) => {
        this.#fail(asStorageError(error))
      })
      .finally(() => {
        this.#introducing = null
      })
  }

  #acceptEarly(): void {
    const requests = this.#early
    this.#early = []
    for (const request of requests) this.write(request)
  }

  #hear(message: TabMessage): void {
    const parts = this.#parts
    if (parts === null) return
    parts.core.neighbours.meet()
    switch (message.type) {
      case 'change':
        return parts.core.receive(message.change)
      case 'status':
        if (!parts.leadership.leads) this.#board.receive(message.status)
        return
      case 'hello':
        parts.channel.post({ type: 'here', revision: parts.core.revision } satisfies TabMessage)
        if (parts.leadership.leads) parts.channel.post({ type: 'status', status: this.#board.shared } satisfies TabMessage)
        return
      case 'here':
        return parts.core.notice(message.revision)
      case 'claim':
        return parts.leadership.yieldTo()
      default:
        // A tab of another version says something that this one does not know.
        message satisfies never
    }
  }

  /** Something may look different: tells it at the end of this turn. */
  #changed(): void {
    if (this.#flushing) return
    this.#flushing = true
    queueMicrotask(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  /** Receipts go at once, and that something waits; what READ is now, once a frame: the page can show no more. */
  #flush(): void {
    const parts = this.#parts
    if (parts === null || !this.#ready) return
    const { clock } = this.#options.world
    const wait = this.#toldAt + (parts.writer.isBusy ? BUSY_MS : FRAME_MS) - clock.elapsed()
    const isNew = !this.#board.saysPending && parts.core.memory.accumulator.entries.at(-1)?.kind === 'open'
    if (wait <= 0 || isNew) this.#tell(parts)
    else if (clock.elapsed() + wait < this.#tellingAt) {
      this.#cancelTelling?.()
      this.#tellingAt = clock.elapsed() + wait
      this.#cancelTelling = clock.after(wait, () => {
        this.#tellingAt = Infinity
        this.#flush()
      })
    }
    parts.writer.report()
    if (!this.#edited) return
    this.#edited = false
    if (parts.leadership.leads) parts.driver.tell({ type: 'edited' })
  }

  #tell(parts: Parts): void {
    const { core, writer } = parts
    this.#toldAt = this.#options.world.clock.elapsed()
    this.#tellingAt = Infinity
    this.#cancelTelling?.()
    const { rows, words } = core.memory.takePatches()
    if (rows.length > 0 || words.length > 0 || writer.hasNews()) {
      this.#listener({ type: 'changed', whole: false, through: writer.through, rows, words })
      writer.told()
    }
    this.#tellStatus(parts)
  }

  #tellStatus({ core, leadership, writer }: Parts): void {
    const status = this.#board.news({
      ready: this.#ready,
      lastSyncedAt: core.reference.meta.lastSyncedAt,
      entries: core.memory.accumulator.entries,
      durability: writer.healthy ? this.#durability : 'memory',
      role: leadership.leads ? 'leader' : 'follower',
    })
    if (status !== null) this.#listener({ type: 'status', status })
  }

  #fail(error: TorsorError): void {
    this.#listener({ type: 'error', error: toErrorRecord(error) })
  }
}
