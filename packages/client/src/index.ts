export { createClient } from './client.js'
export type { Client, ClientOptions } from './types.js'
export type { Connection, Inspection, PendingStatus, ReadonlyStore, Space, SyncStatus } from '@torsor/replica/space'
