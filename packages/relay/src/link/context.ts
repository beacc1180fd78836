import type { LogWriter } from '../log/index.js'
import type { SessionContext } from '../session/index.js'

/** What a link needs of its relay, at either end. */
export interface LinkContext extends SessionContext {
  readonly log: LogWriter
}

/** A relay that this one follows. */
export interface LinkOptions {
  /** What this relay calls it: its place in that relay's log is kept under this name. */
  readonly name: string
  readonly url: string
  /** For that relay's `authorize`, which has to answer with `access: 'link'`. */
  readonly token?: string | null
  /** The spaces that are followed. */
  readonly spaces: readonly string[]
}
