import type { CatchUpMode } from '../../message/opened.js'
import type { ToldError } from '../../errors/torsor.js'

/**
 * Why a space is not connected now. `offline` and `hidden` only slow it down (neither is to be trusted for long: it is
 * tried at the longest back-off); any other one holds it until it goes.
 */
export type WaitReason = 'backoff' | 'closed-by-relay' | 'hidden' | 'not-leader' | 'offline' | 'storage'

/** How the last connection ended by itself. */
export type ConnectionEnd = 'network' | 'relay-unreachable' | 'relay-silent'

/** What every state remembers. */
export interface ClientMemory {
  /** Of the last connection asked for (1, 2, 3, …; 0: none yet). What comes from another one is ignored. */
  readonly generation: number
  /** Connections that ended since one was live for a while. */
  readonly attempt: number
  /** Sorted, no reason twice. Only `hidden` and `offline` may stay while a connection is up. */
  readonly reasons: readonly WaitReason[]
  /** Null: there was none, or this end gave it up itself. */
  readonly ended: ConnectionEnd | null
  /** The reference is not to be trusted: the next opening asks for everything (rule 14). */
  readonly whole: boolean
}

export interface ClientIdle extends ClientMemory {
  readonly name: 'idle'
}
export interface ClientWaiting extends ClientMemory {
  readonly name: 'waiting'
}
export interface ClientConnecting extends ClientMemory {
  readonly name: 'connecting'
}
export interface ClientOpening extends ClientMemory {
  readonly name: 'opening'
}
export interface ClientCatchingUp extends ClientMemory {
  readonly name: 'catching-up'
  readonly mode: CatchUpMode
  /** Cells; `total` is null until the first slice has told. */
  readonly received: number
  readonly total: number | null
}
export interface ClientLive extends ClientMemory {
  readonly name: 'live'
}
export interface ClientNeedsAuth extends ClientMemory {
  readonly name: 'needs-auth'
  readonly error: ToldError
}
export interface ClientIncompatible extends ClientMemory {
  readonly name: 'incompatible'
  readonly error: ToldError
}
export interface ClientClosed extends ClientMemory {
  readonly name: 'closed'
}

export type ClientState =
  | ClientIdle
  | ClientWaiting
  | ClientConnecting
  | ClientOpening
  | ClientCatchingUp
  | ClientLive
  | ClientNeedsAuth
  | ClientIncompatible
  | ClientClosed

/** Nobody leads until a lock is won. */
export const initialClientState: ClientIdle = {
  name: 'idle',
  generation: 0,
  attempt: 0,
  reasons: ['not-leader'],
  ended: null,
  whole: false,
}

/** What a state of this name has beside its memory. */
type Rest<N extends ClientState['name']> = Omit<Extract<ClientState, { readonly name: N }>, keyof ClientMemory | 'name'>

/** The state of this name with what `memory` remembers, and with `changes`: nothing else that a state had goes on. */
export function become<N extends ClientState['name']>(
  name: N,
  { generation, attempt, reasons, ended, whole }: ClientMemory,
  changes: Partial<ClientMemory> & Rest<N>,
): ClientState {
  // What `Rest` demands is in `changes`; TypeScript cannot put it together again.
  return { name, generation, attempt, reasons, ended, whole, ...changes } as ClientMemory as ClientState
}

/** The same array when the reason is in it already. */
export function withReason(reasons: readonly WaitReason[], reason: WaitReason): readonly WaitReason[] {
  return reasons.includes(reason) ? reasons : [...reasons, reason].toSorted()
}

/** The same array when none of them is in it. */
export function without(reasons: readonly WaitReason[], ...gone: readonly WaitReason[]): readonly WaitReason[] {
  return reasons.some((reason) => gone.includes(reason)) ? reasons.filter((reason) => !gone.includes(reason)) : reasons
}
