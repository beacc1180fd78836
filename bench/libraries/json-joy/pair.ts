import { Model, Patch } from 'json-joy/lib/json-crdt'
import { Traffic } from '../../harness/traffic.js'
import type { PairFormat } from '../library.js'
import { sessionId } from './model.js'
import { createItems, editItem, insertItems, readItem } from './records.js'

/** json-joy has no protocol: the client sends its patch, nothing is asked, and nothing is answered. */
export const pairFormat: PairFormat = {
  variant: '',
  create: (items) => {
    const hub = createItems(0)
    insertItems(hub, items)
    hub.api.flush()
    const client = Model.load(hub.toBinary(), sessionId(1)) as unknown as Model
    let devices = 2
    return Promise.resolve({
      edit: (edit) => editItem(client, edit),
      reconnect: () => {
        const traffic = new Traffic()
        const patch = traffic.onClient(() => client.api.flush().toBinary())
        traffic.say('up', 'patch', patch.length)
        traffic.onHub(() => hub.applyPatch(Patch.fromBinary(patch)))
        return Promise.resolve(traffic)
      },
      readHub: (id) => Promise.resolve(readItem(hub, id)),
      freshLoad: () => {
        const traffic = new Traffic()
        const bytes = traffic.onHub(() => hub.toBinary())
        traffic.say('down', 'model', bytes.length)
        traffic.onClient(() => Model.load(bytes, sessionId(devices++)))
        return Promise.resolve(traffic)
      },
      close: () => Promise.resolve(),
    })
  },
}
