export { createClient } from './client.js'
export type { Client, ClientOptions } from './types.js'
export type { Connection, Inspection, PendingStatus, ReadonlyStore, Space, StorageStatus, SyncStatus } from '@torsor/replica/space'
