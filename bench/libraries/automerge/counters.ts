import * as A from '@automerge/automerge'
import { syncThroughHub } from '../hub.js'
import type { CountersFormat } from '../library.js'
import { actorId } from './actor.js'

interface Counts extends Record<string, unknown> {
  counters: Record<string, A.Counter>
}

interface Holder {
  doc: A.Doc<Counts>
}

/** Counter is Automerge's own type; what is sent is everything since the heads that the other end names. */
export const countersFormat: CountersFormat = {
  variant: '',
  create: (ids, replicas) => {
    const counters = Object.fromEntries(ids.map((id) => [id, new A.Counter(0)]))
    const hub: Holder = { doc: A.from<Counts>({ counters }, actorId(0)) }
    const shared = A.getHeads(hub.doc)
    const clients = Array.from({ length: replicas }, (_, replica): Holder => ({ doc: A.load(A.save(hub.doc), actorId(replica + 1)) }))
    const clientOf = (replica: number): Holder => {
      const client = clients[replica]
      if (client === undefined) throw new RangeError(`No replica ${replica}.`)
      return client
    }
    return Promise.resolve({
      add: (replica, id, by) => {
        const client = clientOf(replica)
        client.doc = A.change(client.doc, (draft) => {
          draft.counters[id]?.increment(by)
        })
      },
      sync: () =>
        syncThroughHub(clients, {
          push: (client, traffic) => {
            // Nobody but the clients writes: what the hub has of this one is what it had when they last synced.
            const changes = traffic.onClient(() => A.saveSince(client.doc, shared))
            traffic.say('up', 'changes', changes.length)
            hub.doc = traffic.onHub(() => A.loadIncremental(hub.doc, changes))
          },
          pull: (client, traffic) => {
            const heads = traffic.onClient(() => A.getHeads(client.doc))
            traffic.say('up', 'heads', headBytes(heads))
            const changes = traffic.onHub(() => A.saveSince(hub.doc, heads))
            traffic.say('down', 'changes', changes.length)
            client.doc = traffic.onClient(() => A.loadIncremental(client.doc, changes))
          },
        }),
      read: (replica, id) => clientOf(replica).doc.counters[id]?.value ?? Number.NaN,
      close: () => Promise.resolve(),
    })
  },
}

/** A head is a SHA-256 hash. */
function headBytes(heads: A.Heads): number {
  return heads.length * 32
}
