import type { LoroDoc } from 'loro-crdt'
import { syncThroughHub } from '../hub.js'
import type { CountersFormat } from '../library.js'
import { createDoc } from './doc.js'
import { pull, push } from './sync.js'

/** LoroCounter is Loro's own type; those at the root need not be made first. */
export const countersFormat: CountersFormat = {
  variant: '',
  create: (_ids, replicas) => {
    const hub = createDoc(0)
    const docs = Array.from({ length: replicas }, (_, replica) => createDoc(replica + 1))
    const docOf = (replica: number): LoroDoc => {
      const doc = docs[replica]
      if (doc === undefined) throw new RangeError(`No replica ${replica}.`)
      return doc
    }
    return Promise.resolve({
      add: (replica, id, by) => {
        docOf(replica).getCounter(id).increment(by)
        docOf(replica).commit()
      },
      sync: () =>
        syncThroughHub(docs, { push: (doc, traffic) => push(doc, hub, traffic), pull: (doc, traffic) => pull(doc, hub, traffic) }),
      read: (replica, id) => docOf(replica).getCounter(id).value,
      close: () => Promise.resolve(),
    })
  },
}
