export { createReplicaHooks } from './hooks.js'
export type { Equality, ReplicaHooks, ReplicaProviderProps } from './types.js'
