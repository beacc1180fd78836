import type { Access } from '../../message/opened.js'

export interface RelayAwaitingOpen {
  readonly name: 'awaiting-open'
}

/** What every state of a session that was opened remembers. */
export interface RelayMemory {
  /** Of the last authorization asked for (1, 2, 3, …). The answer to an earlier one says nothing about the token held now. */
  readonly authorization: number
}

export interface RelayAuthorizing extends RelayMemory {
  readonly name: 'authorizing'
  readonly blocked: boolean
}

export interface RelayCatchingUp extends RelayMemory {
  readonly name: 'catching-up'
  readonly access: Access
  /** The socket does not drain: the walk stands still (rule 9). */
  readonly blocked: boolean
  /** A slice was asked for and `slice-sent` has not come: there is never more than one on its way. */
  readonly slicing: boolean
  /** The stream was broken off: `behind` is due before the first slice. */
  readonly behind: boolean
}

export interface RelayLive extends RelayMemory {
  readonly name: 'live'
  readonly access: Access
}

export interface RelayClosed {
  readonly name: 'closed'
}

export type RelayState = RelayAwaitingOpen | RelayAuthorizing | RelayCatchingUp | RelayLive | RelayClosed

export const initialRelayState: RelayAwaitingOpen = { name: 'awaiting-open' }
