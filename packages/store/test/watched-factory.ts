import type { IndexedDbFactory } from '@torsor/store'

/** A real factory whose connections and transactions a test can get at, to break them as a browser would. */
export interface WatchedFactory {
  readonly factory: IndexedDbFactory
  readonly openings: readonly IDBOpenDBRequest[]
  readonly deletions: readonly IDBOpenDBRequest[]
  readonly connections: readonly IDBDatabase[]
  readonly transactions: readonly IDBTransaction[]
}

export function watchFactory(real: IndexedDbFactory): WatchedFactory {
  const openings: IDBOpenDBRequest[] = []
  const deletions: IDBOpenDBRequest[] = []
  const connections: IDBDatabase[] = []
  const transactions: IDBTransaction[] = []

  function watchDatabase(database: IDBDatabase): void {
    connections.push(database)
    const create = database.transaction.bind(database)
    database.transaction = (...parameters) => {
      const transaction = create(...parameters)
      transactions.push(transaction)
      return transaction
    }
  }

  return {
    openings,
    deletions,
    connections,
    transactions,
    factory: {
      open: (name, version) => {
        const request = real.open(name, version)
        openings.push(request)
        request.addEventListener('success', () => {
          watchDatabase(request.result)
        })
        return request
      },
      deleteDatabase: (name) => {
        const request = real.deleteDatabase(name)
        deletions.push(request)
        return request
      },
    },
  }
}

export function last<T>(list: readonly T[]): T {
  const item = list.at(-1)
  if (item === undefined) throw new Error('The list is empty.')
  return item
}

/** Resolves with the type of the first of these events. */
export function eventOf(target: EventTarget, ...types: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    for (const type of types) target.addEventListener(type, () => resolve(type), { once: true })
  })
}
