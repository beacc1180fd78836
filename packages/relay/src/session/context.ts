import type { DownMessage } from '@torsor/protocol'
import type { Logger } from 'pino'
import type { RelayLimits } from '../limits.js'
import type { Spaces } from '../space/index.js'
import type { RelayWorld } from '../world/index.js'
import type { Authorize } from './authorizer.js'

/** What a session needs of its relay. */
export interface SessionContext {
  readonly spaces: Spaces
  readonly authorize: Authorize
  readonly limits: RelayLimits
  readonly logger: Logger
  readonly world: RelayWorld
}

/** What a session needs of its socket. */
export interface SessionSocket {
  readonly origin: string | null
  /** More waits in the socket than it should. Every session hears `drained` once that is over. */
  readonly congested: boolean
  send(message: DownMessage | Uint8Array): void
  /** A space was opened with a grant: the socket is no stranger's. */
  authorized(): void
  ended(handle: number): void
}
