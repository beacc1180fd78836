import type { AnySchema, TorsorError } from '@torsor/core'
import type { Space } from '@torsor/replica/space'

export interface ClientOptions<S extends AnySchema> {
  readonly schema: S
  /** The relay's WebSocket URL. */
  readonly relay: string
  /** Makes the worker whose file calls `serveReplica(schema)`. Called when a space is first needed, and after a crash. */
  readonly worker: () => Worker
  /** A token for one space, asked for whenever a connection needs one. Null: without. The signal aborts when nobody waits any more. */
  readonly auth?: (request: { readonly space: string; readonly signal: AbortSignal }) => string | null | Promise<string | null>
  /** One namespace of local storage per signed-in user. */
  readonly user?: string
  /**
   * When the browser is asked to keep this origin's storage for good (`navigator.storage.persist`), which some ask the
   * user about. Default: at the first write of a page.
   */
  readonly persistStorage?: 'first-write' | 'never'
  /** Hears of everything that goes wrong by itself. Default: `console.error`. */
  readonly onError?: (error: TorsorError) => void
}

export interface Client<S extends AnySchema> {
  readonly schema: S
  /** The same object for the same name, as long as anybody holds it. Nothing is opened until it is used. */
  space(name: string): Space<S>
  /** Asks `auth` anew for every open space. */
  reauthenticate(): void
  /** Sends what was written to the worker, then ends it. Pending calls reject with `client-closed`. Never rejects. */
  close(): Promise<void>
  /**
   * Everything that this device holds of every space of this user, edits that no relay has included, as bytes to keep.
   * They hold what the spaces hold, and the ids under which this device writes: who has them can pass for it.
   */
  export(): Promise<Uint8Array>
  /**
   * Brings back what `export` gave, on this device or another one. A space that is not here becomes what it was; to one
   * that is, the edits come that it lacks, each counting once, whoever else sends them; until the next connection one that
   * was sent before may show twice. Rejects with `bytes-malformed` for anything else, and takes nothing of it.
   */
  import(archive: Uint8Array): Promise<void>
  /**
   * Deletes what this device holds of every space of this user, and closes the client. Rejects with `unsynced-edits` while
   * edits are unsynced, unless told to delete them, too (`evenUnsynced`), or to keep just them (`keepPending`).
   */
  erase(options?: { readonly evenUnsynced?: boolean; readonly keepPending?: boolean }): Promise<void>
}
