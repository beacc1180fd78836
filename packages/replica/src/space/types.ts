import type { AnySchema, Mutate, ViewOf } from '@torsor/core'
import type { StoreApi } from 'zustand/vanilla'
import type { Inspection } from './engine-port.js'
import type { SyncStatus } from './status.js'

/** A zustand vanilla store that only its owner writes: `useStore` and friends work on it. */
export type ReadonlyStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>

/** One space of data. The same interface in a tab (`client.space(name)`) and in Node (`createReplica`). */
export interface Space<S extends AnySchema> {
  readonly name: string
  /** What this device knows, this page's own writes included. Immutable: what did not change is `===`. */
  readonly store: ReadonlyStore<ViewOf<S>>
  readonly status: ReadonlyStore<SyncStatus>
  /**
   * Resolves when the disk has been read: from then on `undefined` means "no such record". Rejects with
   * `worker-failed` or `schema-mismatch` where that can never be, and with `client-closed` when closed before.
   */
  readonly ready: Promise<void>
  /**
   * Applies one atomic batch. The view shows it when this returns. Throws what the mutator throws, and then nothing
   * of it is applied; throws `mutator-async`, `client-closed`, or the error `ready` rejected with.
   */
  readonly mutate: Mutate<S>
  /** Calls `listener` when what `selector` returns has changed. Default equality: arrays and plain objects by content. */
  watch<T>(selector: (view: ViewOf<S>) => T, listener: (value: T, previous: T) => void, equality?: (a: T, b: T) => boolean): () => void
  /**
   * Resolves when nothing of this device is pending at a relay. Rejects with the signal's reason when it aborts, with
   * `client-closed` when the space is closed. Being offline is not an error: it waits.
   */
  synced(options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Holds the space open until the returned function is called. A space that nobody holds any more closes a little later. */
  retain(): () => void
  /** The reference and READ as canonical bytes, for comparing replicas. */
  inspect(): Promise<Inspection>
}
