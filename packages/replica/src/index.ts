export { createReplica, memoryStore } from './create-replica.js'
export type { Replica, ReplicaOptions, ReplicaStorage } from './create-replica.js'
export type { Connection, Inspection, PendingStatus, ReadonlyStore, Space, SyncStatus } from './space/index.js'
