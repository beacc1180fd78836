import type { AnySchema, Receipt } from '@torsor/core'
import { createReplica, memoryStore, type ReadonlyStore, type Replica, type ReplicaStorage } from '@torsor/replica'
import { createRandom } from '../../harness/random.js'

import type { Edit, Fields, Item } from '../library.js'

/** Real replicas, through the face that an app has. */

/** Eight characters. */
const space = 'bench-01'

/** Of the full jitter of the back-off only its lucky end, seeded: nothing here waits for a replica to dare again. */
export function withoutBackOff(): void {
  const jitter = createRandom(0x7a55)
  Math.random = () => jitter.below(1_000) / 1e6
}

interface ItemsMutator {
  readonly items: {
    upsert(id: string, fields: Fields): void
    update(id: string, fields: Fields): void
    add(id: string, by: { count: number }): void
  }
}

interface ItemsView {
  readonly items: { get(id: string): (Fields & { id: string }) | undefined; list(): readonly (Fields & { id: string })[] }
}

/** A replica of items, whatever their fields: the schema's own types would say the same of each field by name. */
export class ItemsReplica {
  readonly replica: Replica<AnySchema>
  #last: Receipt | null = null

  constructor(relay: string, schema: AnySchema, store: ReplicaStorage = memoryStore()) {
    this.replica = createReplica({ schema, space, relay, store, onError: fail })
  }

  insert(items: readonly Item[]): void {
    this.#mutate((m) => items.forEach(({ id, fields }) => m.items.upsert(id, fields)))
  }

  edit({ id, field, value }: Edit): void {
    this.#mutate((m) => m.items.update(id, { [field]: value }))
  }

  count(id: string, by: number): void {
    this.#mutate((m) => m.items.add(id, { count: by }))
  }

  read(id: string): Fields | undefined {
    return this.#view.items.get(id)
  }

  list(): readonly (Fields & { id: string })[] {
    return this.#view.items.list()
  }

  /** Everything of this replica is at the relay, and everything that the relay had is here. */
  async upToDate(): Promise<void> {
    await this.replica.synced()
    await until(this.replica.status, ({ lastSyncedAt, catchingUp }) => lastSyncedAt !== null && catchingUp === null)
  }

  async shows(isIt: (items: readonly (Fields & { id: string })[]) => boolean): Promise<void> {
    await until(this.replica.store, () => isIt(this.list()))
  }

  /** Every edit is in the store. */
  async persisted(): Promise<void> {
    await this.#last?.persisted
  }

  get #view(): ItemsView {
    return this.replica.store.getState() as unknown as ItemsView
  }

  #mutate(edit: (m: ItemsMutator) => void): void {
    const mutate = this.replica.mutate as unknown as (edit: (m: ItemsMutator) => void) => Receipt
    this.#last = mutate(edit)
  }
}

function until<T>(store: ReadonlyStore<T>, isSo: (state: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isSo(store.getState())) return resolve()
    const stop = store.subscribe((state) => {
      if (!isSo(state)) return
      stop()
      resolve()
    })
  })
}

function fail(error: Error): void {
  // Cut connections are what these benchmarks are about.
  if (!String(error).includes('relay-unavailable')) console.error(error)
}
