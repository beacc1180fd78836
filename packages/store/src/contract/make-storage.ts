import type { OpenOptions, ReplicaStore } from '../port.js'

/** One storage that nobody else uses, empty at first. */
export interface ContractStorage {
  /** A further handle on it, as another tab would have. */
  open(options?: OpenOptions): Promise<ReplicaStore>
}

export type MakeStorage = () => ContractStorage
