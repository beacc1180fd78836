import { encodeState } from '@torsor/core'
import { openMemory, type ReplicaStore } from '@torsor/store'
import type { SpaceOptions } from '../../src/engine/options.js'
import { Replication } from '../../src/engine/replication.js'
import type { Opened } from '../../src/engine/told.js'
import { SpaceCore } from '../../src/engine/space-core.js'
import { loadReplica } from '../../src/storage/load.js'
import { Retention } from '../../src/transactions/retention.js'
import { systemClock } from '../../src/world/browser-world.js'
import type { Clock } from '../../src/world/ports.js'
import { createMemoryChannels, createMemoryLocks } from '../../src/world/memory-world.js'
import { schema } from '../schema.js'

export const nonce = '00000000000000ee'

export const opened: Opened = {
  time: 1_000_000,
  nonce,
  mode: 'whole',
  coverage: [],
  partial: null,
  access: 'write',
  undeclared: false,
}

export interface Tab {
  readonly core: SpaceCore
  readonly replication: Replication
}

/** One tab on a storage, without a relay: what the session would tell it, the test does. */
export async function openTab(
  store: ReplicaStore,
  checkpointAfter?: SpaceOptions['checkpointAfter'],
  clock: Clock = systemClock,
  fallback?: SpaceOptions['fallback'],
): Promise<Tab> {
  const world = {
    clock,
    random: { bytes: (length: number) => new Uint8Array(length), fraction: () => 0 },
    locks: createMemoryLocks(),
    openChannel: createMemoryChannels(),
    openStore: openMemory,
    openFallbackStore: openMemory,
  }
  const failed = (error: unknown): never => {
    throw error
  }
  const core = new SpaceCore({ schema, space: 's', storageName: 's', world, checkpointAfter, fallback }, store, {
    changed: () => undefined,
    failed,
    stranded: () => undefined,
    torn: () => undefined,
  })
  await core.load()
  return { core, replication: new Replication(core, new Retention()) }
}

export function bytesInMemory({ core }: Tab): string {
  return Buffer.from(encodeState(core.memory.reference)).toString('hex')
}

/** What a tab that opens now would find. */
export async function bytesOnDisk(store: ReplicaStore): Promise<string> {
  return Buffer.from(encodeState((await loadReplica(store)).state)).toString('hex')
}
