import { createMergeableStore, type MergeableChanges, type MergeableContent, type MergeableStore } from 'tinybase'

/** The clock stands still for no store: each has an id of its own, as TinyBase gives it, but a reproducible one. */
export function createStore(client: number): MergeableStore {
  return createMergeableStore(`store${client}`)
}

/** Runs a transaction and returns what a Synchronizer would send of it, without its envelope. */
export function updateOf(store: MergeableStore, transaction: () => void): Uint8Array {
  let sent: MergeableChanges | undefined
  const listener = store.addDidFinishTransactionListener(() => {
    sent = store.getTransactionMergeableChanges()
  })
  store.transaction(transaction)
  store.delListener(listener)
  return Buffer.from(JSON.stringify(sent))
}

export function applyUpdate(store: MergeableStore, update: Uint8Array): void {
  store.applyMergeableChanges(JSON.parse(Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString()) as MergeableChanges)
}

/** What a Persister stores of a MergeableStore. */
export function encodeStore(store: MergeableStore): Uint8Array {
  return Buffer.from(JSON.stringify(store.getMergeableContent()))
}

/** As a Persister loads it. */
export function openStore(client: number, bytes: Uint8Array): MergeableStore {
  const store = createStore(client)
  store.setMergeableContent(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as MergeableContent)
  return store
}
