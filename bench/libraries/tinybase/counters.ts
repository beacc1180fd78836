import type { MergeableStore } from 'tinybase'
import type { Traffic } from '../../harness/traffic.js'
import { syncThroughHub } from '../hub.js'
import type { CountersFormat } from '../library.js'
import { createStore } from './store.js'
import { connectOnce, startHub } from './synced.js'

const table = 'counters'

/** TinyBase has no counter: a row per counter, in which each client keeps its own total in a cell. */
export const countersFormat: CountersFormat = {
  variant: '',
  create: async (ids, replicas) => {
    const stores = Array.from({ length: replicas }, (_, replica) => createStore(replica + 1))
    const hubStore = createStore(0)
    hubStore.transaction(() => ids.forEach((id) => hubStore.setCell(table, id, '0', 0)))
    for (const store of stores) store.setMergeableContent(hubStore.getMergeableContent())
    const storeOf = (replica: number): MergeableStore => {
      const store = stores[replica]
      if (store === undefined) throw new RangeError(`No replica ${replica}.`)
      return store
    }
    const hub = await startHub(hubStore, storeOf(0))
    const addTo = async (whole: Traffic, traffic: Promise<Traffic>): Promise<void> => whole.add(await traffic)
    return {
      add: (replica, id, by) => {
        const own = String(replica + 1)
        storeOf(replica).setCell(table, id, own, (value) => Number(value ?? 0) + by)
      },
      sync: () =>
        syncThroughHub(stores, {
          push: (store, traffic) =>
            addTo(
              traffic,
              connectOnce(hub, store, (synchronizer) => synchronizer.save()),
            ),
          pull: (store, traffic) =>
            addTo(
              traffic,
              connectOnce(hub, store, (synchronizer) => synchronizer.load()),
            ),
        }),
      read: (replica, id) => Object.values(storeOf(replica).getRow(table, id)).reduce<number>((total, own) => total + Number(own), 0),
      close: async () => {
        await hub.synchronizer.destroy()
      },
    }
  },
}
