import { encodeState, stateDigest, toErrorRecord, TorsorError } from '@torsor/core'
import type { EngineEvent, EnginePort, Inspection, WriteRequest } from '../space/engine-port.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { patiently } from '../storage/patiently.js'
import { enterStorage, openStorage } from './boot.js'
import { assemble, type Parts, type SpaceEngineOptions, type TabMessage } from './parts.js'
import { SpaceCore } from './space-core.js'
import { StatusBoard } from './status-board.js'
import { pendingOf } from './status.js'
import { createTabProtocol, type TabProtocol } from './tab-protocol.js'
import { createViewFeed, type ViewFeed } from './view-feed.js'

interface Running extends Parts {
  readonly feed: ViewFeed
  readonly tabs: TabProtocol
}

/** One space in one tab (or process): boots from the disk, then edits, other tabs and the relay meet here. */
export class SpaceEngine implements EnginePort {
  readonly #options: SpaceEngineOptions
  readonly #board: StatusBoard
  #listener: (event: EngineEvent) => void = () => undefined
  #face: string | null = null
  #running: Running | null = null
  #booting: Promise<void> = Promise.resolve()
  #early: WriteRequest[] = []
  #introducing: string | null = null
  #closed = false

  constructor(options: SpaceEngineOptions) {
    this.#options = options
    this.#board = new StatusBoard(() => {
      this.#running?.tabs.tellStatus()
      this.#running?.feed.changed()
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
    const running = this.#running
    const isOpen = running?.feed.isOpen === true
    if (running === null || !isOpen || !running.writer.knows(request.face)) {
      this.#early.push(request)
      if (isOpen) this.#introduce(request.face)
      return
    }
    // What it comes to is told when it is stored: this face shows its own writes already. But never that nothing waits.
    running.writer.accept(request)
    if (!this.#board.saysPending) running.feed.changed()
  }

  async inspect(): Promise<Inspection> {
    await this.#booting
    const core = this.#running?.core
    if (core === undefined) throw new TorsorError('client-closed', 'this space did not open, or was closed')
    await core.queue.drain()
    // Whoever looks closely wants the page to show no less.
    this.#running?.feed.tell()
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
    void this.#running?.driver.renewToken()
  }

  /** The page was shown or hidden. */
  setVisible(visible: boolean): void {
    this.#running?.driver.tell({ type: visible ? 'visible' : 'hidden' })
    if (visible) this.#running?.leadership.becameVisible()
  }

  setOnline(online: boolean): void {
    this.#running?.driver.tell({ type: online ? 'online' : 'offline' })
  }

  /** What no relay has made durable yet, in batches. */
  async pendingBatches(): Promise<number> {
    await this.#booting
    return pendingOf(this.#running?.core.memory.accumulator.entries ?? []).batches
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#options.onClose()
    await this.#booting
    const running = this.#running
    this.#running = null
    if (running === null) return
    const { core, writer } = running
    running.tabs.close()
    running.feed.close()
    running.driver.close()
    running.leadership.close()
    core.prepareClose()
    await writer.flush()
    await core.queue.drain()
    writer.close()
    core.close()
    running.presence.leave()
    await core.store.close()
  }

  async #boot(): Promise<void> {
    const { world, storageName } = this.#options
    const { clock } = world
    const failed = (error: TorsorError): void => {
      this.#fail(error)
    }
    const store = await openStorage(this.#options, failed)
    const presence = await enterStorage(this.#options, store, this.#face)
    const core = new SpaceCore(this.#options, store, { changed: () => this.#running?.feed.edited(), failed })
    const channel = world.openChannel(storageName, (message) => {
      this.#running?.tabs.hear(message as TabMessage)
    })
    core.neighbours.connect(channel, presence.first)
    const emit = this.#listener
    const changed = (): void => this.#running?.feed.changed()
    const parts = assemble(this.#options, { core, presence, channel }, this.#board, { emit, changed, failed })
    const durability = store.kind === 'memory' ? 'memory' : 'disk'
    const feed = createViewFeed({ parts, board: this.#board, clock, durability, emit })
    const tabs = createTabProtocol(parts, this.#board, clock)
    this.#running = { ...parts, feed, tabs }
    // Before the disk is read: from then on the others tell what they change.
    tabs.greet()
    await patiently(clock, () => core.load())
    const face = this.#face
    if (face !== null) await patiently(clock, () => parts.writer.begin(face))
    await feed.fill()
    feed.open()
    this.#acceptEarly()
    if (this.#closed) return
    tabs.lookAround()
    parts.driver.tell({ type: 'start' })
    if (!this.#options.isOnline()) parts.driver.tell({ type: 'offline' })
    if (!this.#options.isVisible()) parts.driver.tell({ type: 'hidden' })
    parts.leadership.compete()
  }

  /** A face that was not named at the start. Its writes wait until it is known what of them is on the disk already. */
  #introduce(face: string): void {
    const writer = this.#running?.writer
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

  #fail(error: TorsorError): void {
    this.#listener({ type: 'error', error: toErrorRecord(error) })
  }
}
