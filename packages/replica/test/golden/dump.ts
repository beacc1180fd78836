import type { StoreKey } from '@torsor/store'

/** What a database holds, as JSON: bytes in base 64, and what is undefined by name. */
export interface Dump {
  readonly version: number
  readonly rooms: Readonly<Record<string, { readonly autoIncrement: boolean; readonly rows: readonly (readonly [StoreKey, unknown])[] }>>
}

/** The page's only way to an answer. */
export function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('The request failed.')))
  })
}

export async function dumpOf(factory: IDBFactory, name: string): Promise<Dump> {
  const database = await answerOf(factory.open(name))
  const transaction = database.transaction([...database.objectStoreNames])
  const rooms: Record<string, Dump['rooms'][string]> = {}
  for (const room of database.objectStoreNames) {
    const store = transaction.objectStore(room)
    const [keys, values] = [await answerOf(store.getAllKeys()), await answerOf(store.getAll())]
    rooms[room] = { autoIncrement: store.autoIncrement, rows: keys.map((key, at) => [key as StoreKey, toJson(values[at])] as const) }
  }
  database.close()
  return { version: database.version, rooms }
}

/** Makes the database that a dump is of, with nothing of ours between it and the browser's interface. */
export async function restore(factory: IDBFactory, name: string, { version, rooms }: Dump): Promise<void> {
  const request = factory.open(name, version)
  request.addEventListener('upgradeneeded', () => {
    for (const [room, { autoIncrement, rows }] of Object.entries(rooms)) {
      const store = request.result.createObjectStore(room, { autoIncrement })
      for (const [key, value] of rows) store.put(fromJson(value), key as IDBValidKey)
    }
  })
  const database = await answerOf(request)
  database.close()
}

export function toJson(value: unknown): unknown {
  if (value === undefined) return { $undefined: true }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]))
}

export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  if ('$undefined' in value) return undefined
  if ('$bytes' in value) return Uint8Array.from(Buffer.from(String(value.$bytes), 'base64'))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromJson(inner)]))
}
