import type { TorsorError } from '@torsor/core'

/** The rooms of a replica's storage. */
export type StoreName = 'meta' | 'outbox' | 'log' | 'pages' | 'journal'

export const storeNames: readonly StoreName[] = ['meta', 'outbox', 'log', 'pages', 'journal']

/** Keys order as IndexedDB orders them: numbers before strings before arrays; arrays element by element. */
export type StoreKey = string | number | readonly (string | number)[]

/**
 * Whatever structured clone takes. Binary as Uint8Array or ArrayBuffer, never Blob (WebKit fails to store them). A
 * Uint8Array is stored without the rest of its buffer, wherever it lies in arrays and plain objects; of a value that
 * contains itself that is not promised.
 */
export type StoreValue = unknown

/** Both ends open: every key. `from` after `to`: no key. */
export interface KeyRange {
  /** Inclusive. */
  readonly from?: StoreKey
  /** Inclusive. */
  readonly to?: StoreKey
}

export interface StoreReader {
  get(store: StoreName, key: StoreKey): Promise<StoreValue | undefined>
  /** Keys in order, without reading the values. */
  keys(store: StoreName, range?: KeyRange): Promise<readonly StoreKey[]>
  /** Entries in key order. Rejects when one value cannot be read any more: `keys` and `get` then tell which. */
  entries(store: StoreName, range?: KeyRange): Promise<readonly (readonly [StoreKey, StoreValue])[]>
}

/** A key or value that cannot be stored is thrown at the call (DataError, DataCloneError); the rest stays possible. */
export interface StoreWriter extends StoreReader {
  put(store: StoreName, key: StoreKey, value: StoreValue): void
  /**
   * Puts the value under the room's next number, and tells which: 1, 2, 3, … in the order of the transactions of all
   * handles. A number is used once, whatever is deleted; a transaction that leaves nothing behind uses none. Need not be
   * awaited inside the body: the number is known when the transaction is. Elsewhere in the journal nothing may be put.
   */
  append(store: 'journal', value: StoreValue): Promise<number>
  delete(store: StoreName, key: StoreKey): void
  deleteRange(store: StoreName, range: KeyRange): void
  clear(store: StoreName): void
}

/** 'strict': the promise resolves after the bytes were flushed to the medium; 'relaxed': after the process can die. */
export type Durability = 'relaxed' | 'strict'

/**
 * The durable replica, shared by every tab of a device. Consistency contract, which the contract suite checks:
 * - `write` transactions are serializable across all handles (tabs) of the same storage: what one reads, no other
 *   changes before it commits. All its writes become visible at once, when the promise resolves, or not at all, when
 *   the body or the commit throws.
 * - `read` sees one snapshot.
 * - Transactions of one handle begin in the order in which they were asked for.
 * - Inside a body only this transaction may be awaited (IndexedDB commits a transaction that has nothing to do). A
 *   body that awaits anything else fails with reason `inactive`.
 * - Values are cloned on the way in and out.
 * - A storage that was upgraded by a handle of a later version takes nothing more from handles of earlier ones; those
 *   read what was there before the upgrade.
 * - What a body throws rejects the promise as it is. Everything else rejects with `storage-failed` (`storage-incompatible`
 *   where a newer release has upgraded the storage), whose `retryable` tells whether trying again can help, `data.reason` why (`StorageFailureReason`) and `data.outcome` what became of
 *   the writes (`StorageOutcome`). Bodies are run once at most: who wants to try again calls again.
 */
export interface ReplicaStore {
  readonly kind: 'indexeddb' | 'memory'
  read<T>(body: (reader: StoreReader) => Promise<T>): Promise<T>
  /** Throws `storage-failed`; data.outcome is 'unknown' when the commit may have happened. */
  write<T>(durability: Durability, body: (writer: StoreWriter) => Promise<T>): Promise<T>
  /** A transaction that appends one value to the journal and does nothing else: the cheapest there is. */
  append(durability: Durability, value: StoreValue): Promise<number>
  /** Resolves when the transactions asked for before have ended; later ones fail with reason `closed`. */
  close(): Promise<void>
  /**
   * Deletes everything and closes this handle. Other handles fail from then on with reason `erased`, also when the
   * storage was made anew under the same name: they must not go on numbering edits over a past that is gone.
   */
  erase(): Promise<void>
}

/** Rewrites what one version stored into what the next one stores. Awaits nothing but its transaction, and may find rows that are damaged. */
export type Migration = (writer: StoreWriter) => Promise<void>

/** The first brings version 1 to version 2, and so on: what is stored by who has them is of a version one greater than their number. */
export type Migrations = readonly Migration[]

export interface OpenOptions {
  /** Steps to the version that is wanted, all of them in one transaction with the version. Default: none, so version 1. */
  readonly migrations?: Migrations
  /** A newer release has upgraded the storage under the open handle: that reads what was there before, and writes no more. */
  readonly outdated?: (error: TorsorError) => void
  /** The browser found what was stored corrupted, and has deleted all of it: `storage-damaged`. What is opened is empty. */
  readonly lost?: (error: TorsorError) => void
}

/**
 * Opens (and creates) the storage of one space of one user. What an earlier version stored is migrated, whole or not at
 * all. Rejects with `storage-incompatible` where a later version stored it, and leaves that as it is.
 */
export type OpenStore = (name: string, options?: OpenOptions) => Promise<ReplicaStore>
