import * as Y from 'yjs'
import { syncThroughHub } from '../hub.js'
import type { CountersFormat } from '../library.js'
import { Traffic } from '../../harness/traffic.js'
import { createDoc, type Encoding } from './encoding.js'
import { pull, push } from './sync.js'

type Counter = Y.Map<number>

/** Yjs has no counter. The usual one: a Y.Map per counter in which each client keeps its own total. */
function counterOf(doc: Y.Doc, id: string): Counter {
  const counter = doc.getMap<Counter>('counters').get(id)
  if (counter === undefined) throw new RangeError(`No counter ${id}.`)
  return counter
}

export function countersFormat(encoding: Encoding): CountersFormat {
  return {
    variant: encoding.variant,
    create: (ids, replicas) => {
      const hub = createDoc(0)
      hub.transact(() => ids.forEach((id) => hub.getMap<Counter>('counters').set(id, new Y.Map())))
      const docs = Array.from({ length: replicas }, (_, replica) => createDoc(replica + 1))
      for (const doc of docs) pull(encoding, doc, hub, new Traffic())
      const docOf = (replica: number): Y.Doc => {
        const doc = docs[replica]
        if (doc === undefined) throw new RangeError(`No replica ${replica}.`)
        return doc
      }
      return Promise.resolve({
        add: (replica, id, by) => {
          const doc = docOf(replica)
          const counter = counterOf(doc, id)
          const own = String(doc.clientID)
          counter.set(own, (counter.get(own) ?? 0) + by)
        },
        sync: () =>
          syncThroughHub(docs, {
            push: (doc, traffic) => push(encoding, doc, hub, traffic),
            pull: (doc, traffic) => pull(encoding, doc, hub, traffic),
          }),
        read: (replica, id) => [...counterOf(docOf(replica), id).values()].reduce((total, own) => total + own, 0),
        close: () => Promise.resolve(),
      })
    },
  }
}
