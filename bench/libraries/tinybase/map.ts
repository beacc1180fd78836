import type { MapFormat, MapValue } from '../library.js'
import { applyUpdate, createStore, encodeStore, updateOf } from './store.js'

export const mapFormat: MapFormat = {
  variant: '',
  update: (client, value) => {
    const store = createStore(client)
    return updateOf(store, () => store.setValue('v', typeof value === 'object' ? { ...value } : value))
  },
  createTarget: () => {
    const store = createStore(1 << 20)
    return {
      applyAll: (updates) => store.transaction(() => updates.forEach((update) => applyUpdate(store, update))),
      encode: () => encodeStore(store),
      read: () => store.getValue('v') as MapValue | undefined,
    }
  },
}
