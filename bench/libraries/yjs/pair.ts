import { Traffic } from '../../harness/traffic.js'
import type { PairFormat } from '../library.js'
import { createDoc, type Encoding } from './encoding.js'
import { editItem, insertItems, itemsOf } from './records.js'
import { pull, push } from './sync.js'

export function pairFormat(encoding: Encoding): PairFormat {
  return {
    variant: encoding.variant,
    create: (items) => {
      const hub = createDoc(0)
      const client = createDoc(1)
      insertItems(hub, items)
      pull(encoding, client, hub, new Traffic())
      let devices = 2
      return Promise.resolve({
        edit: (edit) => editItem(client, edit),
        reconnect: () => {
          const traffic = new Traffic()
          pull(encoding, client, hub, traffic)
          push(encoding, client, hub, traffic)
          return Promise.resolve(traffic)
        },
        readHub: (id) => Promise.resolve(itemsOf(hub).get(id)?.toJSON()),
        freshLoad: () => {
          const traffic = new Traffic()
          pull(encoding, createDoc(devices++), hub, traffic)
          return Promise.resolve(traffic)
        },
        close: () => Promise.resolve(),
      })
    },
  }
}
