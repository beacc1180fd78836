import type { Server } from 'node:http'
import type { Logger } from 'pino'
import type { RelayLimits } from '../limits.js'
import type { LinkOptions } from '../link/index.js'
import type { RelayLog } from '../log/index.js'
import type { Authorize } from '../session/index.js'
import type { Origins } from './origin.js'

export interface RelayOptions {
  /** Where packets are kept: `sqliteLog({ file })` or `memoryLog()`. Closed with the relay. */
  readonly log: RelayLog
  /** Who may open which space; `'anyone'` lets everybody read and write everything. */
  readonly authorize: Authorize
  /** Pages besides those of the relay's own host and of this machine that may connect; `'*'`: any. */
  readonly origins?: Origins
  /** Relays that this one follows: what they have, it gets. For both ways each follows the other. Default: none. */
  readonly links?: readonly LinkOptions[]
  /** The relays that follow this one, by the principals `authorize` gives them: nothing is trimmed (`limits.keepMs`) that one of them lacks. */
  readonly peers?: readonly string[]
  readonly limits?: Partial<RelayLimits>
  /** Default: pino on standard output, from `info`. */
  readonly logger?: Logger
  /** Ms since the Unix epoch. Default: `Date.now`. */
  readonly clock?: () => number
  /** Random bytes, for nonces. Default: `crypto.randomBytes`. */
  readonly random?: (length: number) => Uint8Array
}

export interface ListenOptions {
  /** 0: any free one. */
  readonly port: number
  /** Default: 127.0.0.1. */
  readonly host?: string
}

export interface Relay extends AsyncDisposable {
  /** Serves on a port of its own. Rejects when the log cannot be opened or the port is taken. */
  listen(options: ListenOptions): Promise<{ url: string; health: string }>
  /** Takes the upgrades of a server that the app runs, at `path` (default '/'). The server stays the app's to close. */
  attach(server: Server, options?: { path?: string }): void
  /**
   * Stops taking sockets, makes durable what was received, tells clients to come again, and closes the log. Sockets that
   * do not close in `graceMs` (default 2,000) are cut.
   */
  close(options?: { graceMs?: number }): Promise<void>
}
