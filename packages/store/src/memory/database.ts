import { erasedFailure, inactiveFailure, outdatedFailure } from '../failure.js'
import { migrate, versionOf } from '../migrations.js'
import type { OpenOptions, StoreWriter } from '../port.js'
import { Draft } from './draft.js'
import { createRoom, type Rooms } from './room.js'

/** What one handle is to its database. */
export interface Sight {
  readonly options: OpenOptions
  /** What was there when a handle of a later version upgraded it; null: none has. */
  last: Rooms | null
}

/** What all handles of one name share: the rooms, and one queue that makes transactions serializable. */
export class MemoryDatabase {
  readonly name: string
  #rooms: Rooms = { meta: createRoom(), outbox: createRoom(), log: createRoom(), pages: createRoom(), journal: createRoom() }
  readonly #Draft: typeof Draft
  /** Null: nobody has opened it yet. */
  #version: number | null = null
  readonly #sights = new Set<Sight>()
  #queue: Promise<unknown> = Promise.resolve()
  #erased = false

  /** `rooms`: what lies there at first; default: nothing. `drafts`: what transactions are. */
  constructor(name: string, rooms?: Rooms, drafts: typeof Draft = Draft) {
    this.name = name
    if (rooms) this.#rooms = rooms
    this.#Draft = drafts
  }

  get erased(): boolean {
    return this.#erased
  }

  /** Migrates what an earlier version stored; handles of that go on with what they saw. Throws where a later one stored it. */
  enter(options: OpenOptions): Promise<Sight> {
    return this.#enqueue(async () => {
      const wanted = versionOf(options)
      const found = this.#version ?? wanted
      if (found > wanted) throw outdatedFailure(this.name)
      const before = this.#rooms
      if (found < wanted) {
        await this.#run((writer) => migrate(writer, options.migrations ?? [], found))
        for (const sight of this.#sights) {
          sight.last = before
          sight.options.outdated?.(outdatedFailure(this.name))
        }
        this.#sights.clear()
      }
      this.#version = wanted
      const sight: Sight = { options, last: null }
      this.#sights.add(sight)
      return sight
    })
  }

  /** The handle is told nothing more. */
  leave(sight: Sight): void {
    this.#sights.delete(sight)
  }

  transact<T>(body: (writer: StoreWriter) => Promise<T>, sight: Sight, reads: boolean): Promise<T> {
    return this.#enqueue(async () => {
      if (sight.last === null) return this.#run(body)
      if (!reads) throw outdatedFailure(this.name)
      return withinThisTask(this.name, body(new this.#Draft(this.name, sight.last)))
    })
  }

  erase(sight: Sight): Promise<void> {
    return this.#enqueue(async () => {
      if (sight.last !== null) throw outdatedFailure(this.name)
      this.#erased = true
    })
  }

  #enqueue<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(job)
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #run<T>(body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    if (this.#erased) throw erasedFailure(this.name)
    const draft = new this.#Draft(this.name, this.#rooms)
    try {
      const result = await withinThisTask(this.name, body(draft))
      this.#rooms = draft.end()
      return result
    } finally {
      draft.end()
    }
  }
}

/**
 * Nothing here takes longer than microtasks, so a body that is still running in the next task awaits something else.
 * IndexedDB would have committed under it; failing here shows that in every test which runs on memory.
 */
function withinThisTask<T>(storage: string, body: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const nextTask = setTimeout(() => {
      reject(inactiveFailure(storage, 'aborted'))
    }, 0)
    const settled = (): void => {
      clearTimeout(nextTask)
    }
    body.then(resolve, reject)
    body.then(settled, settled)
  })
}
