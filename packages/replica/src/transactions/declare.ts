import type { Nonce } from '@torsor/protocol'
import type { ReplicaStore } from '@torsor/store'
import { readReferenceMeta, type ReferenceMeta } from '../storage/layout.js'

/** Remembers that the relay of this nonce knows the columns of this hash, so that a reconnect need not tell them again. */
export function declareColumns(store: ReplicaStore, nonce: Nonce, columns: string): Promise<ReferenceMeta> {
  return store.write('relaxed', async (writer) => {
    const meta: ReferenceMeta = { ...(await readReferenceMeta(writer)), declared: { nonce, columns } }
    writer.put('meta', 'reference', meta)
    return meta
  })
}
