import { erasedFailure, inactiveFailure } from '../failure.js'
import type { StoreWriter } from '../port.js'
import { Draft, type Rooms } from './draft.js'
import { createRoom } from './room.js'

/** What all handles of one name share: the rooms, and one queue that makes transactions serializable. */
export class MemoryDatabase {
  readonly name: string
  #rooms: Rooms = { meta: createRoom(), outbox: createRoom(), log: createRoom(), pages: createRoom(), journal: createRoom() }
  #queue: Promise<unknown> = Promise.resolve()
  #erased = false

  constructor(name: string) {
    this.name = name
  }

  get erased(): boolean {
    return this.#erased
  }

  transact<T>(body: (writer: StoreWriter) => Promise<T>): Promise<T> {
    return this.#enqueue(() => this.#run(body))
  }

  erase(): Promise<void> {
    return this.#enqueue(async () => {
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
    const draft = new Draft(this.name, this.#rooms)
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
