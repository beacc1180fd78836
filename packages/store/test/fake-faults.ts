import { forceCloseDatabase } from 'fake-indexeddb'

// Breaks fake-indexeddb from inside, in ways in which browsers break by themselves and on nobody's command.

/** What a browser does when the user clears site data. (The typings of fake-indexeddb ask for the class by mistake.) */
export function closeByForce(connection: IDBDatabase): void {
  Reflect.apply(forceCloseDatabase, undefined, [connection])
}

/** What a browser does to a transaction when its storage process fails. */
export function abortFromInside(transaction: IDBTransaction, exception: string): void {
  const abort: unknown = Reflect.get(transaction, '_abort')
  if (typeof abort !== 'function') throw new Error('fake-indexeddb has no such method any more.')
  Reflect.apply(abort, transaction, [exception])
}

/** Makes an operation of one room fail at the medium: `getValue` reads, `storeRecord` writes. */
export function failOperation(
  transaction: IDBTransaction,
  room: string,
  operation: 'getValue' | 'storeRecord',
  exception: string,
): () => void {
  const medium: unknown = Reflect.get(transaction.objectStore(room), '_rawObjectStore')
  if (typeof medium !== 'object' || medium === null || !(operation in medium))
    throw new Error('fake-indexeddb has no such method any more.')
  Object.defineProperty(medium, operation, {
    configurable: true,
    value: () => {
      throw new DOMException('The medium failed.', exception)
    },
  })
  return () => {
    Reflect.deleteProperty(medium, operation)
  }
}
