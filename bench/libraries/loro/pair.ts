import { Traffic } from '../../harness/traffic.js'
import type { PairFormat } from '../library.js'
import { createDoc } from './doc.js'
import { editItems, insertItems, readItem } from './records.js'
import { pull, push } from './sync.js'

export const pairFormat: PairFormat = {
  variant: '',
  create: (items) => {
    const hub = createDoc(0)
    const client = createDoc(1)
    insertItems(hub, items)
    pull(client, hub, new Traffic())
    let devices = 2
    return Promise.resolve({
      edit: (edit) => {
        editItems(client, [edit])
        client.commit()
      },
      reconnect: () => {
        const traffic = new Traffic()
        pull(client, hub, traffic)
        push(client, hub, traffic)
        return Promise.resolve(traffic)
      },
      readHub: (id) => Promise.resolve(readItem(hub, id)),
      // To who has nothing, Loro's docs say to send a snapshot.
      freshLoad: () => {
        const traffic = new Traffic()
        const snapshot = traffic.onHub(() => hub.export({ mode: 'snapshot' }))
        traffic.say('down', 'snapshot', snapshot.length)
        traffic.onClient(() => createDoc(devices++).import(snapshot))
        return Promise.resolve(traffic)
      },
      close: () => Promise.resolve(),
    })
  },
}
