import { toErrorRecord, TorsorError } from '@torsor/core'
import type { ReplicaStore } from '@torsor/store'
import type { Earlier, EngineEvent, EnginePort, Inspection, WriteRequest } from '../space/engine-port.js'
import { asStorageError } from '../storage/as-storage-error.js'
import { readFace, readRevision } from '../storage/journal.js'
import { patiently } from '../storage/patiently.js'
import { readForArchive, type ArchivedRow } from '../archive/index.js'
import { boot, halt, type Running } from './boot.js'
import { copyToMemory, emptyFallback, openIfWritable, returnToDisk, type Fallback } from './fallback.js'
import { inspect } from './inspect.js'
import type { SpaceEngineOptions } from './parts.js'
import { StatusBoard } from './status-board.js'
import { watchStorage } from './storage-watch.js'
import { pendingOf } from './status.js'
import { hex } from './writer.js'

/** When a disk that was given up is tried again, at first and at most: later every time it was given up. */
const RETURN_MS = { first: 5_000, most: 300_000 }

/** So often it is waited for another tab that leads on the disk, should there be one. */
const MOST_TRIES = 3

/** One space in one tab (or process): boots from the disk, then edits, other tabs and the relay meet here. */
export class SpaceEngine implements EnginePort {
  readonly #options: SpaceEngineOptions
  readonly #board: StatusBoard
  #listener: (event: EngineEvent) => void = () => undefined
  #face: string | null = null
  #earlier: Earlier = { written: 0, afloat: 0 }
  #running: Running | null = null
  #fallback: Fallback | null = null
  /** Boots, and moves from disk to memory and back: one after the other. */
  #moving: Promise<void> = Promise.resolve()
  #strandings = 0
  #tries = 0
  #cancelReturn: () => void = () => undefined
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
  }

  /** `face`: so that what it wrote through an earlier worker is known (rule 13). */
  start(listener: (event: EngineEvent) => void, face: string | null = null, earlier: Earlier = { written: 0, afloat: 0 }): void {
    this.#listener = listener
    this.#face = face
    this.#earlier = earlier
    this.#move(() => this.#openDisk())
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
    await this.#moving
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
    await this.#moving
    return pendingOf(this.#running?.core.memory.accumulator.entries ?? []).batches
  }

  get storageName(): string {
    return this.#options.storageName
  }

  /** Everything stored, what was written until now included. */
  async archive(): Promise<readonly ArchivedRow[]> {
    await this.#moving
    const running = this.#running
    if (running === null) return []
    await running.writer.flush()
    return readForArchive(running.core.store, this.#options.space)
  }

  /** Something else than a tab wrote to the storage. */
  async readAgain(): Promise<void> {
    await this.#moving
    await this.#running?.core.resynchronize()
    this.#running?.tabs.announce()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#options.onClose()
    this.#cancelReturn()
    this.#stopWatch?.()
    this.#move(async () => {
      // The last chance of what is on no disk yet.
      if (this.#fallback === null || !(await this.#return())) await this.#halt()
    })
    await this.#moving
  }

  #move(step: () => Promise<void>): void {
    this.#moving = this.#moving.then(step).catch((error: unknown) => {
      this.#fail(error)
    })
  }

  async #openDisk(): Promise<void> {
    const { world, storageName } = this.#options
    try {
      await this.#runOn(await patiently(world.clock, () => world.openStore(storageName)))
    } catch (error) {
      // Some privacy modes open a database and fail at its first use. Editing goes on, and the status says so.
      this.#fail(error)
      await this.#runInMemory(emptyFallback(await world.openFallbackStore(storageName)))
    }
  }

  async #runInMemory(fallback: Fallback): Promise<void> {
    this.#fallback = fallback
    this.#strandings++
    this.#tries = 0
    await this.#runOn(fallback.store, fallback)
    this.#awaitDisk()
  }

  async #runOn(store: ReplicaStore, fallback?: Fallback): Promise<void> {
    const { world, storageName } = this.#options
    // Memory is shared with no other tab: who cannot write the disk syncs what it has itself.
    const name = fallback === undefined ? storageName : `${storageName}:${hex(world.random.bytes(8))}`
    const earlier = this.#face === null ? undefined : { ...this.#earlier, face: this.#face }
    const options = { ...this.#options, storageName: name, fallback, earlier }
    // A page that shows something already changes it in one step.
    let held: EngineEvent[] | null = this.#strandings > 0 ? [] : null
    const emit = (event: EngineEvent): void => {
      if (held === null) this.#listener(event)
      else held.push(event)
    }
    let running: Running
    try {
      running = await boot(options, store, this.#face, this.#board, {
        emit,
        failed: (error) => {
          this.#fail(error)
        },
        stranded: () => {
          this.#strand(store)
        },
      })
    } catch (error) {
      await store.close()
      throw error
    }
    this.#running = running
    await running.feed.fill()
    running.feed.open()
    held?.forEach(this.#listener)
    held = null
    this.#acceptEarly()
    if (this.#closed) return
    this.#stopWatch ??= watchStorage({
      clock: world.clock,
      estimate: world.estimateStorage,
      oldestAt: () => pendingOf(this.#running?.core.memory.accumulator.entries ?? []).oldestAt,
      told: (storage) => {
        this.#board.stores(storage)
      },
      warn: (error) => {
        this.#fail(error)
      },
    })
    const { tabs, driver, leadership } = running
    tabs.lookAround()
    driver.tell({ type: 'start' })
    if (!this.#options.isOnline()) driver.tell({ type: 'offline' })
    if (!this.#options.isVisible()) driver.tell({ type: 'hidden' })
    leadership.compete()
  }

  /** The disk can be written no more: everything goes on from a copy of it in memory, if it can be read. */
  #strand(store: ReplicaStore): void {
    this.#move(async () => {
      if (this.#closed || this.#running?.core.store !== store || store.kind === 'memory') return
      const { world, storageName } = this.#options
      try {
        await store.read(readRevision)
      } catch {
        // What cannot be read, either, is waited for: its edits stay in memory, unsent.
        return
      }
      await this.#halt({ flushes: false, closes: false })
      let fallback: Fallback
      try {
        fallback = await patiently(world.clock, () => copyToMemory(store, world.openFallbackStore, storageName, this.#face))
      } catch (error) {
        this.#fail(error)
        return this.#openDisk()
      } finally {
        await store.close()
      }
      await this.#runInMemory(fallback)
    })
  }

  #awaitDisk(): void {
    const { clock } = this.#options.world
    this.#cancelReturn = clock.after(Math.min(RETURN_MS.most, RETURN_MS.first * 2 ** (this.#strandings - 1)), () => {
      this.#move(async () => {
        if (!this.#closed && !(await this.#return())) this.#awaitDisk()
      })
    })
  }

  /** False: the disk takes nothing yet. */
  async #return(): Promise<boolean> {
    const fallback = this.#fallback
    if (fallback === null) return true
    const { world, storageName } = this.#options
    const disk = await openIfWritable(() => world.openStore(storageName))
    if (disk === null) return false
    const stored = await disk.read((reader) => readFace(reader, this.#face ?? '')).catch(() => null)
    if (stored === null) {
      await disk.close()
      return false
    }
    this.#running?.writer.release(stored)
    await this.#halt({ closes: false })
    try {
      if (await patiently(world.clock, () => returnToDisk(fallback, disk, this.#closed || ++this.#tries > MOST_TRIES)))
        this.#fallback = null
    } catch (error) {
      this.#fail(error)
    }
    const isBack = this.#fallback === null
    if (this.#closed || !isBack) await disk.close()
    if (!this.#closed) await (isBack ? this.#runOn(disk) : this.#runOn(fallback.store, fallback))
    return isBack
  }

  async #halt({ flushes = true, closes = true } = {}): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running === null) return
    await halt(running, flushes)
    this.#earlier = { ...this.#earlier, written: Math.max(this.#earlier.written, running.writer.through) }
    this.#early.unshift(...running.writer.close())
    if (closes) await running.core.store.close()
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
