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
  /** Deletes what this device holds of every space of this user, and closes the client. Rejects with `unsynced-edits` while edits are unsynced, unless told to go on. */
  erase(options?: { readonly evenUnsynced?: boolean }): Promise<void>
}
