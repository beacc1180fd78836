/** The four rooms of a replica's storage. */
export type StoreName = 'meta' | 'outbox' | 'log' | 'pages'

export const storeNames: readonly StoreName[] = ['meta', 'outbox', 'log', 'pages']

/** Keys order as IndexedDB orders them: numbers before strings before arrays; arrays element by element. */
export type StoreKey = string | number | readonly (string | number)[]

/** Whatever structured clone takes. Binary as Uint8Array or ArrayBuffer, never Blob (WebKit fails to store them). */
export type StoreValue = unknown

export interface KeyRange {
  /** Inclusive. */
  readonly from?: StoreKey
  /** Inclusive. */
  readonly to?: StoreKey
}

export interface StoreReader {
  get(store: StoreName, key: StoreKey): Promise<StoreValue | undefined>
  /** Entries in key order. */
  entries(store: StoreName, range?: KeyRange): Promise<readonly (readonly [StoreKey, StoreValue])[]>
}

export interface StoreWriter extends StoreReader {
  put(store: StoreName, key: StoreKey, value: StoreValue): void
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
 * - Inside a body only this transaction may be awaited (IndexedDB commits a transaction that has nothing to do).
 * - Values are cloned on the way in and out.
 */
export interface ReplicaStore {
  readonly kind: 'indexeddb' | 'memory'
  read<T>(body: (reader: StoreReader) => Promise<T>): Promise<T>
  /** Throws `storage-failed` (retryable tells whether trying again can help; data.outcome 'unknown' when the commit may have happened). */
  write<T>(durability: Durability, body: (writer: StoreWriter) => Promise<T>): Promise<T>
  close(): Promise<void>
  /** Deletes everything. */
  erase(): Promise<void>
}

/** Opens (and creates) the storage of one space of one user. */
export type OpenStore = (name: string) => Promise<ReplicaStore>
