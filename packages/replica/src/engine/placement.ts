import { hex } from '@torsor/core'
import type { ReplicaStore } from '@torsor/store'
import { noEarlier, type Earlier, type EngineEvent, type WriteRequest } from '../space/engine-port.js'
import { readRevision } from '../storage/journal.js'
import { migrations } from '../storage/migrations/index.js'
import { patiently } from '../storage/patiently.js'
import { boot, halt, type Running } from './boot.js'
import { copyToMemory, emptyFallback, openIfWritable, returnToDisk, type Fallback } from './fallback.js'
import type { SpaceEngineOptions } from './parts.js'
import type { StatusBoard } from './status-board.js'

/** When a disk that was given up is tried again, at first and at most: later every time it was given up. */
const RETURN_MS = { first: 5_000, most: 300_000 }

/** So often it is waited for another tab that leads on the disk, should there be one. */
const MOST_TRIES = 3

export interface PlacementListener {
  emit(event: EngineEvent): void
  failed(error: unknown): void
  /** It runs, and has told its page everything: writes may come. */
  opened(running: Running): void
  /** What an engine that was halted leaves behind: it lies nowhere, and goes to the next one. */
  left(unstored: readonly WriteRequest[]): void
}

/** Which page load it is for, and what an earlier worker of that did. */
export interface Page {
  readonly face: string | null
  readonly earlier: Earlier
}

/** Where a space runs: on the disk, or in memory while the disk fails. From one to the other it goes whole, one move after the other. */
export class Placement {
  readonly #options: SpaceEngineOptions
  readonly #board: StatusBoard
  readonly #listener: PlacementListener
  #page: Page = { face: null, earlier: noEarlier }
  #running: Running | null = null
  #fallback: Fallback | null = null
  #moving: Promise<void> = Promise.resolve()
  #strandings = 0
  #tries = 0
  #cancelReturn: () => void = () => undefined
  /** A newer release has taken the disk over: there is no way back to it. */
  #isOutdated = false
  #closed = false
  readonly #failed = (error: unknown): void => {
    this.#listener.failed(error)
  }

  constructor(options: SpaceEngineOptions, board: StatusBoard, listener: PlacementListener) {
    this.#options = options
    this.#board = board
    this.#listener = listener
  }

  /** Null: between two places, or at none. */
  get running(): Running | null {
    return this.#running
  }

  /** Resolves when it is not on its way. */
  get settled(): Promise<void> {
    return this.#moving
  }

  start(page: Page): void {
    this.#page = page
    this.#move(() => this.#runOnDisk(patiently(this.#options.world.clock, () => this.#open())))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelReturn()
    this.#move(async () => {
      // The last chance of what is on no disk yet.
      if (this.#fallback === null || !(await this.#return())) await this.#halt()
    })
    await this.#moving
  }

  #move(step: () => Promise<void>): void {
    this.#moving = this.#moving.then(step).catch(this.#failed)
  }

  /** A newer release that comes to want another version takes the disk over: what is not on it goes on in memory. */
  #open(): Promise<ReplicaStore> {
    const { world, storageName } = this.#options
    const outdated = (why: unknown): void => {
      this.#failed(why)
      this.#isOutdated = true
      void opening.then((store) => {
        this.#strand(store)
      })
    }
    const opening = world.openStore(storageName, { migrations, outdated, lost: this.#failed })
    return opening
  }

  /**
   * On the disk, if it can be read and used: some privacy modes open a database and fail at its first use, and a full one
   * has no room for what has to be set aside. Else editing goes on in memory, and the status says so.
   */
  async #runOnDisk(opening: Promise<ReplicaStore>): Promise<void> {
    let store: ReplicaStore | undefined
    try {
      store = await opening
      return await this.#runOn(store)
    } catch (error) {
      this.#failed(error)
    }
    await this.#leave(store)
  }

  /** Into memory, with all of the disk that can be read. */
  async #leave(disk: ReplicaStore | undefined): Promise<void> {
    const { world, storageName } = this.#options
    let fallback: Fallback | undefined
    try {
      if (disk !== undefined)
        fallback = await patiently(world.clock, () => copyToMemory(disk, world.openFallbackStore, storageName, this.#page.face))
    } catch (error) {
      this.#failed(error)
    }
    await disk?.close()
    await this.#runInMemory(fallback ?? emptyFallback(await world.openFallbackStore(storageName), this.#page.earlier))
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
    const { face, earlier } = this.#page
    // Memory is shared with no other tab: who cannot write the disk syncs what it has itself.
    const name = fallback === undefined ? storageName : `${storageName}:${hex(world.random.bytes(8))}`
    const options = { ...this.#options, storageName: name, fallback, earlier: face === null ? undefined : { ...earlier, face } }
    // A page that shows something already changes it in one step.
    let held: EngineEvent[] | null = this.#strandings > 0 ? [] : null
    const emit = (event: EngineEvent): void => {
      if (held === null) this.#listener.emit(event)
      else held.push(event)
    }
    const running = await boot(options, store, face, this.#board, {
      emit,
      failed: this.#failed,
      stranded: () => {
        this.#strand(store)
      },
    })
    this.#running = running
    await running.feed.fill()
    running.feed.open()
    held?.forEach((event) => {
      this.#listener.emit(event)
    })
    held = null
    this.#listener.opened(running)
  }

  /** The disk can be written no more: everything goes on from a copy of it in memory, if it can be read. */
  #strand(store: ReplicaStore): void {
    this.#move(async () => {
      if (this.#closed || this.#running?.core.store !== store || store.kind === 'memory') return
      try {
        await store.read(readRevision)
      } catch {
        // What cannot be read, either, is waited for: its edits stay in memory, unsent. A failing write asks again; a tab that does not write would stay there.
        this.#options.world.clock.after(RETURN_MS.first, () => {
          if (this.#isOutdated) this.#strand(store)
        })
        return
      }
      await this.#halt({ flushes: false, closes: false })
      await this.#leave(store)
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
    const { world } = this.#options
    const opened = await openIfWritable(() => this.#open(), this.#page.face ?? '')
    if (opened === null) return false
    const { disk, stored } = opened
    this.#running?.writer.release(stored)
    await this.#halt({ closes: false })
    try {
      if (await patiently(world.clock, () => returnToDisk(fallback, disk, this.#closed || ++this.#tries > MOST_TRIES)))
        this.#fallback = null
    } catch (error) {
      this.#failed(error)
    }
    const isBack = this.#fallback === null
    if (this.#closed || !isBack) await disk.close()
    if (!this.#closed) await (isBack ? this.#runOnDisk(Promise.resolve(disk)) : this.#runOn(fallback.store, fallback))
    return isBack
  }

  async #halt({ flushes = true, closes = true } = {}): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running === null) return
    await halt(running, flushes)
    const { face, earlier } = this.#page
    this.#page = { face, earlier: { ...earlier, written: Math.max(earlier.written, running.writer.through) } }
    this.#listener.left(running.writer.close())
    if (closes) await running.core.store.close()
  }
}
