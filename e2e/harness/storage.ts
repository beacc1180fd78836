import type { Page } from '@playwright/test'

/** The keys that a replica's rows have. */
export type Key = string | number | readonly (string | number)[]

export type StoreName = 'meta' | 'outbox' | 'log' | 'pages' | 'journal'

/** Keys of a store of the device's database, in order, read by a page of the same origin. */
export async function keysOf(page: Page, space: string, store: StoreName): Promise<readonly Key[]> {
  return page.evaluate(
    async ({ name, store }) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')))
        })
      const database = await done(indexedDB.open(name))
      const keys = await done(database.transaction(store).objectStore(store).getAllKeys())
      database.close()
      return keys as Key[]
    },
    { name: databaseName(space), store },
  )
}

/** What a failing disk does: one byte of the row is another one. */
export async function damage(page: Page, space: string, store: StoreName, key: Key): Promise<void> {
  await page.evaluate(
    async ({ name, store, key }) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')))
        })
      const database = await done(indexedDB.open(name))
      const rows = database.transaction(store, 'readwrite').objectStore(store)
      const row = (await done(rows.get(key as IDBValidKey))) as { bytes: Uint8Array }
      const middle = Math.floor(row.bytes.length / 2)
      row.bytes[middle] = (row.bytes[middle] ?? 0) ^ 0x40
      await done(rows.put(row, key as IDBValidKey))
      database.close()
    },
    { name: databaseName(space), store, key },
  )
}

/** One database per user (here: none) and space. */
function databaseName(space: string): string {
  return `torsor::${encodeURIComponent(space)}`
}
