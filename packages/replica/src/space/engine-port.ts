import type { ErrorRecord } from '@torsor/core'
import type { ColumnBlock, Intent, RowPatch, WordsPatch } from '@torsor/core/view'
import type { SyncStatus } from './status.js'

/** One `mutate` call. Applied exactly once per (face, number), also when the worker was restarted in between. */
export interface WriteRequest {
  /** Minted once per page load (rule 13); in memory only. */
  readonly face: string
  /** 1, 2, 3, … per face. */
  readonly number: number
  readonly intents: readonly Intent[]
  readonly durability: 'relaxed' | 'strict'
}

/** `SyncStatus` with its errors as plain records, so that it crosses threads. */
export type StatusRecord = Omit<SyncStatus, 'connection' | 'pending'> & {
  readonly connection:
    | Exclude<SyncStatus['connection'], { readonly error: unknown }>
    | { readonly state: 'needs-auth' | 'incompatible'; readonly error: ErrorRecord }
  readonly pending: Omit<SyncStatus['pending'], 'refused'> & { readonly refused: readonly ErrorRecord[] }
}

/** What the engine tells a face. Everything is structured-cloneable, and arrives in order. */
export type EngineEvent =
  /**
   * What READ now is, for the rows and words that changed. All writes of this face up to `through` are in it, so the
   * face drops its own overlay for them. The first batches fill an empty view; `ready` says the last of them has come.
   * `whole`: forget every row and word first (a worker restart begins so).
   */
  | {
      readonly type: 'changed'
      readonly whole: boolean
      readonly through: number
      readonly rows: readonly (RowPatch | ColumnBlock)[]
      readonly words: readonly WordsPatch[]
    }
  /** `inMemory`: what comes after this write is stored on no disk, and a relay may get it all the same. */
  | { readonly type: 'ready'; readonly inMemory?: number }
  | { readonly type: 'status'; readonly status: StatusRecord }
  /** Every write of this face up to `through` is committed on this disk. */
  | { readonly type: 'persisted'; readonly through: number }
  /** Every write of this face up to `through` is durable at a relay (those rejected before apart). */
  | { readonly type: 'synced'; readonly through: number }
  /** A write was refused for good; its receipt rejects. */
  | { readonly type: 'rejected'; readonly number: number; readonly error: ErrorRecord }
  | { readonly type: 'error'; readonly error: ErrorRecord }

/** The reference as bytes, for comparing replicas. */
export interface Inspection {
  /** `encodeState` of the reference (what a relay has confirmed here). */
  readonly reference: Uint8Array
  /** `encodeState` of READ: the reference and everything pending. */
  readonly read: Uint8Array
  /** 32 hex digits, of the reference. */
  readonly digest: string
  readonly nonce: string | null
  readonly position: number
}

/** What earlier workers of a page load may have done with its writes. */
export interface Earlier {
  /** Those up to this one may be on the disk. */
  readonly written: number
  /** Those up to this one are at a relay: the page was told. */
  readonly synced: number
  /** Those after the one and up to the other of each may be at a relay and on no disk: a worker that worked in memory had them. */
  readonly stays: readonly (readonly [after: number, through: number])[]
}

/** There was none. */
export const noEarlier: Earlier = { written: 0, synced: 0, stays: [] }

/** The engine of one space as its face sees it: in the same thread, or behind a worker. */
export interface EnginePort {
  /** Called once, before anything else. `face`: the page load whose writes will come (rule 13). */
  start(listener: (event: EngineEvent) => void, face?: string, earlier?: Earlier): void
  write(request: WriteRequest): void
  inspect(): Promise<Inspection>
  /** Ask for a fresh token now. */
  reauthenticate(): void
  close(): Promise<void>
}
