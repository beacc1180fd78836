import type { NamedColumn, Schema } from '@torsor/core'
import type { Nonce } from '@torsor/protocol'
import type { ReplicaStore } from '@torsor/store'
import { columnsRange, readReferenceMeta, type ReferenceMeta } from '../storage/layout.js'

/** Remembers that the relay of this nonce knows the columns of this hash, so that a reconnect need not tell them again. */
export function declareColumns(store: ReplicaStore, nonce: Nonce, columns: string): Promise<ReferenceMeta> {
  return store.write('relaxed', async (writer) => {
    const meta: ReferenceMeta = { ...(await readReferenceMeta(writer)), declared: { nonce, columns } }
    writer.put('meta', 'reference', meta)
    return meta
  })
}

/**
 * Keeps the names of a schema's columns beside what is written to them: it may be another version of the app, without some
 * of these, that sends it.
 */
export async function noteColumns(store: ReplicaStore, { fingerprint, layout }: Schema): Promise<void> {
  const key = ['columns', fingerprint]
  const known = await store.read((reader) => reader.get('meta', key))
  if (known === undefined) await store.write('relaxed', (writer) => Promise.resolve(writer.put('meta', key, layout.columns)))
}

/** The columns that anything stored here may be of. */
export async function readColumns(store: ReplicaStore): Promise<readonly NamedColumn[]> {
  const rows = await store.read((reader) => reader.entries('meta', columnsRange))
  const columns = rows.flatMap(([, value]) => value as readonly NamedColumn[])
  return [...new Map(columns.map((column) => [column.id, column])).values()].toSorted((a, b) => a.id - b.id)
}
