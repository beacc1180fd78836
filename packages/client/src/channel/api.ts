import type { ErrorRecord } from '@torsor/core'
import type { Earlier, Inspection } from '@torsor/replica/space'

/** What crosses between page and worker by request and response. Errors travel as data. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorRecord }

export interface ConnectRequest {
  /** Of the page's schema, and what it is a hash of: the worker must have been built from the same. */
  readonly fingerprint: string
  readonly description: readonly string[]
  readonly relay: string
  readonly user: string | null
  readonly visible: boolean
  readonly online: boolean
  /** A Web Lock of this name is held by the worker as long as it lives: whoever else is granted it knows that it died. */
  readonly lifeLock: string
}

export interface Connected {
  /** False where there are no Web Locks. */
  readonly holdsLifeLock: boolean
}

export type AskToken = (space: string) => Promise<Answer<string | null>>

/** What the worker asks of the page. */
export interface PageApi {
  token(space: string): Promise<Answer<string | null>>
}

export interface WorkerApi {
  /** Once, before anything else. Answers `schema-mismatch` when page and worker were built from different schemas. */
  connect(request: ConnectRequest): Promise<Answer<Connected>>
  /** Opens a space for the writes of `face`, see `EnginePort.start`; its stream (`stream.ts`) then runs over `port`. */
  open(id: number, space: string, face: string, earlier: Earlier, port: MessagePort): Promise<Answer<null>>
  inspect(id: number): Promise<Answer<Inspection>>
  erase(options: { readonly evenUnsynced?: boolean; readonly keepPending?: boolean }): Promise<Answer<null>>
  export(): Promise<Answer<Uint8Array>>
  import(archive: Uint8Array): Promise<Answer<null>>
  setVisible(visible: boolean): void
  setOnline(online: boolean): void
  ping(): void
  /** Closes everything; the worker may be terminated afterwards. */
  shut(): Promise<Answer<null>>
}

/** The same from the page's side: every call is answered later. */
export type RemoteApi = {
  readonly [K in keyof WorkerApi]: (...parameters: Parameters<WorkerApi[K]>) => Promise<Awaited<ReturnType<WorkerApi[K]>>>
}
