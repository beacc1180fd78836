import type { PairFormat } from '../library.js'
import { editItem, insertItems, readItem } from './records.js'
import { createStore } from './store.js'
import { connectOnce, startHub } from './synced.js'

/** createWsSynchronizer on both ends, over a line without a network. */
export const pairFormat: PairFormat = {
  variant: '',
  create: async (items) => {
    const hubStore = createStore(0)
    const client = createStore(1)
    insertItems(hubStore, items)
    // Not over the line: all of a large store is more than one of its payloads may be.
    client.setMergeableContent(hubStore.getMergeableContent())
    const hub = await startHub(hubStore, client)
    let devices = 2
    return {
      edit: (edit) => editItem(client, edit),
      reconnect: () => connectOnce(hub, client),
      readHub: (id) => Promise.resolve(readItem(hubStore, id)),
      freshLoad: () => connectOnce(hub, createStore(devices++)),
      close: async () => {
        await hub.synchronizer.destroy()
      },
    }
  },
}
