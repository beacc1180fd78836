import { toErrorRecord, TorsorError } from '@torsor/core'
import { noEarlier, type Earlier, type EngineEvent, type EnginePort, type Inspection, type WriteRequest } from '../space/engine-port.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { patiently } from '../storage/patiently.js'
import { readForArchive, type ArchivedRow } from '../archive/index.js'
import type { Running } from './boot.js'
import { inspect } from './inspect.js'
import type { SpaceEngineOptions } from './parts.js'
import { Placement } from './placement.js'
import { StatusBoard } from './status-board.js'
import { watchStorage } from './storage-watch.js'
import { pendingOf } from './status.js'

/** One space in one tab (or process), as its page sees it. What the page asks while nothing runs waits here. */
export class SpaceEngine implements EnginePort {
  readonly #options: SpaceEngineOptions
  readonly #board: StatusBoard
  readonly #placement: Placement
  #listener: (event: EngineEvent) => void = () => undefined
  #stopWatch: (() => void) | null = null
  #early: WriteRequest[] = []
  #introducing: string | null = null
  #closed = false

  constructor(options: SpaceEngineOptions) {
    this.#options = options
    this.#board = new StatusBoard(() => {
      this.#running?.tabs.tellStatus()
      this.#running?.feed.changed()
    })
    this.#placement = new Placement(options, this.#board, {
      emit: (event) => {
        this.#listener(event)
      },
      failed: (error) => {
        this.#fail(error)
      },
      opened: (running) => {
        this.#goOn(running)
      },
      left: (unstored) => {
        this.#early.unshift(...unstored)
      },
    })
  }

  /** `face`: so that what it wrote through an earlier worker is known (rule 13). */
  start(listener: (event: EngineEvent) => void, face: string | null = null, earlier: Earlier = noEarlier): void {
    this.#listener = listener
    this.#placement.start({ face, earlier })
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
    await this.#placement.settled
    const core = this.#running?.core
    if (core === undefined) throw new TorsorError('client-closed', 'this space did not open, or was closed')
    await core.queue.drain()
    // Whoever looks closely wants the page to show no less.
    this.#running?.feed.tell()
    return inspect(core.memory)
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
    await this.#placement.settled
    return this.#pending.batches
  }

  get storageName(): string {
    return this.#options.storageName
  }

  /** Everything stored, what was written until now included. */
  async archive(): Promise<readonly ArchivedRow[]> {
    await this.#placement.settled
    const running = this.#running
    if (running === null) return []
    await running.writer.flush()
    return readForArchive(running.core.store, this.#options.space)
  }

  /** Something else than a tab wrote to the storage. */
  async readAgain(): Promise<void> {
    await this.#placement.settled
    await this.#running?.core.resynchronize()
    this.#running?.tabs.announce()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#options.onClose()
    this.#stopWatch?.()
    await this.#placement.close()
  }

  get #pending(): ReturnType<typeof pendingOf> {
    return pendingOf(this.#running?.core.memory.accumulator.entries ?? [])
  }

  get #running(): Running | null {
    return this.#placement.running
  }

  /** As a page was told everything, its writes follow, and others are met. */
  #goOn({ tabs, driver, leadership }: Running): void {
    this.#acceptEarly()
    if (this.#closed) return
    this.#stopWatch ??= watchStorage({
      clock: this.#options.world.clock,
      estimate: this.#options.world.estimateStorage,
      oldestAt: () => this.#pending.oldestAt,
      told: (storage) => {
        this.#board.stores(storage)
      },
      warn: (error) => {
        this.#fail(error)
      },
    })
    tabs.lookAround()
    driver.tell({ type: 'start' })
    if (!this.#options.isOnline()) driver.tell({ type: 'offline' })
    if (!this.#options.isVisible()) driver.tell({ type: 'hidden' })
    leadership.compete()
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
        this.#fail(error)
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

  #fail(error: unknown): void {
    this.#listener({ type: 'error', error: toErrorRecord(asStorageError(error)) })
  }
}
