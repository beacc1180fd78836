export type {
  Durability,
  KeyRange,
  Migration,
  Migrations,
  OpenOptions,
  OpenStore,
  ReplicaStore,
  StoreKey,
  StoreName,
  StoreReader,
  StoreValue,
  StoreWriter,
} from './port.js'
export { storeNames } from './port.js'
export type { StorageFailureReason, StorageOutcome } from './failure.js'
export { isStorageFailure } from './failure.js'
export type { MemoryStorage } from './memory/open.js'
export { createMemoryStorage, openMemory } from './memory/open.js'
export type { IndexedDbFactory, IndexedDbOptions, Schedule } from './indexeddb/environment.js'
export { openIndexedDb } from './indexeddb/open.js'
