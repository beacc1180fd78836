import { deserialize, serialize } from 'node:v8'
import type { ReplicaStorage } from '@torsor/replica'
import { createMemoryStorage, storeNames, type ReplicaStore, type StoreKey, type StoreName, type StoreValue } from '@torsor/store'
import type { DocumentFormat, Item, StoredDocument } from '../library.js'
import { recordsFormat, schemaOf } from './core.js'
import { Network } from './network.js'
import { write } from './pair.js'
import { ItemsReplica, withoutBackOff } from './replica.js'

type Rooms = readonly (readonly [StoreName, readonly (readonly [StoreKey, StoreValue])[]])[]

/** A memory store whose one database is at hand, so that it can be kept in a file and made again from one. */
function createStorage(): { readonly storage: ReplicaStorage; opened(): Promise<ReplicaStore> } {
  const { open } = createMemoryStorage()
  const opened = (): Promise<ReplicaStore> => open('database')
  return { storage: { kind: 'memory', open: opened }, opened }
}

async function readRooms(store: ReplicaStore): Promise<Rooms> {
  return store.read((reader) => Promise.all(storeNames.map(async (room) => [room, await reader.entries(room)] as const)))
}

/** What replicas that share a relay come to, written by one of them and synced batch by batch. */
async function writeThroughReplica<T>(
  batches: readonly (readonly Item[])[],
  fields: readonly string[],
  take: (replica: ItemsReplica, storage: ReturnType<typeof createStorage>) => Promise<T>,
): Promise<T> {
  withoutBackOff()
  const network = await Network.start()
  const storage = createStorage()
  const replica = new ItemsReplica(network.urlOf('writer'), schemaOf(fields), storage.storage)
  for (const batch of batches) await write(replica, batch)
  const taken = await take(replica, storage)
  await replica.replica.close()
  await network.close()
  return taken
}

/** The state of a replica as core writes it in one piece. */
const coreDocument: DocumentFormat<Uint8Array> = {
  variant: 'core',
  write: (batches, fields) =>
    writeThroughReplica(batches, fields, async ({ replica }): Promise<StoredDocument> => {
      const { reference } = await replica.inspect()
      return { bytes: reference, size: reference.length }
    }),
  mount: (bytes) => Promise.resolve(bytes),
  open: (bytes, fields) => Promise.resolve(recordsFormat.open(bytes, fields)),
}

/** Nobody answers there: a replica reads its store before it asks. */
const nowhere = 'ws://127.0.0.1:9'

/** A replica's own storage, opened by the face that an app has. What counts are the rows with the records: pages and log. */
const replicaDocument: DocumentFormat<ReplicaStorage> = {
  variant: 'replica',
  write: (batches, fields) =>
    writeThroughReplica(batches, fields, async ({ replica }, storage): Promise<StoredDocument> => {
      await replica.close()
      const rooms = await readRooms(await storage.opened())
      const size = rooms.filter(([room]) => room === 'pages' || room === 'log').reduce((total, [, rows]) => total + sizeOf(rows), 0)
      return { bytes: serialize(rooms), size }
    }),
  mount: storageOf,
  open: async (storage, fields) => {
    const replica = new ItemsReplica(nowhere, schemaOf(fields), storage)
    await replica.replica.ready
    return {
      read: (id) => replica.read(id),
      readAll: (visit) => {
        for (const record of replica.list()) visit(record.id, record)
      },
    }
  },
}

async function storageOf(bytes: Uint8Array): Promise<ReplicaStorage> {
  const { storage, opened } = createStorage()
  const store = await opened()
  await store.write('relaxed', (writer) => {
    for (const [room, rows] of deserialize(bytes) as Rooms) for (const [key, value] of rows) writer.put(room, key, value)
    return Promise.resolve()
  })
  await store.close()
  return storage
}

/** Bytes of the buffers in the rows; the few numbers beside them are nothing. */
function sizeOf(rows: readonly (readonly [StoreKey, StoreValue])[]): number {
  return rows.reduce((total, [, value]) => {
    const { bytes } = value as { bytes?: unknown }
    return total + (bytes instanceof Uint8Array ? bytes.length : 0)
  }, 0)
}

export const documentFormats = [coreDocument, replicaDocument] as readonly DocumentFormat[]
