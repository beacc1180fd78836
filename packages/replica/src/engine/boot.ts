import type { TorsorError } from '@torsor/core'
import type { ReplicaStore } from '@torsor/store'
import { asStorageError } from '../storage/as-storage-error.js'
import { readIdentity, type Identity } from '../storage/layout.js'
import { patiently } from '../storage/patiently.js'
import { enter, type Presence } from '../tabs/presence.js'
import { sweepFaces } from '../transactions/sweep-faces.js'
import type { SpaceOptions } from './options.js'

/** The device's storage, or one in memory when that cannot be opened or read: editing goes on, and the status says so. */
export async function openStorage({ world, storageName }: SpaceOptions, failed: (error: TorsorError) => void): Promise<ReplicaStore> {
  try {
    const store = await patiently(world.clock, () => world.openStore(storageName))
    // Some privacy modes open a database and fail at its first use.
    await patiently(world.clock, () => store.read(readIdentity))
    return store
  } catch (error) {
    failed(asStorageError(error))
    return world.openFallbackStore(storageName)
  }
}

/** Takes a place among the tabs on the storage. The first one writes under a new id; what is there keeps its own (rule 1). */
export function enterStorage({ world, storageName }: SpaceOptions, store: ReplicaStore, face: string | null): Promise<Presence> {
  return enter(world.locks, storageName, () =>
    patiently(world.clock, () =>
      store.write('relaxed', async (writer) => {
        const identity = await readIdentity(writer)
        if (identity.id !== null) writer.put('meta', 'identity', { id: null, next: 1 } satisfies Identity)
        await sweepFaces(writer, world.clock.now(), face)
      }),
    ),
  )
}
