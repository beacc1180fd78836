import * as A from '@automerge/automerge'
import { Traffic } from '../../harness/traffic.js'
import type { PairFormat } from '../library.js'
import { actorId } from './actor.js'
import { createItems, editItems, insertItems, readItem, type Items } from './records.js'

/** One end of Automerge's sync protocol. What it knows of the other is kept between connections, as the docs advise. */
interface End {
  doc: A.Doc<Items>
  state: A.SyncState
}

function stored(state: A.SyncState): A.SyncState {
  return A.decodeSyncState(A.encodeSyncState(state))
}

/** Both generate messages until neither has one. */
function exchange(client: End, hub: End, traffic: Traffic): void {
  const sides = [
    {
      end: client,
      other: hub,
      run: <T>(work: () => T) => traffic.onClient(work),
      reply: <T>(work: () => T) => traffic.onHub(work),
      way: 'up',
    },
    {
      end: hub,
      other: client,
      run: <T>(work: () => T) => traffic.onHub(work),
      reply: <T>(work: () => T) => traffic.onClient(work),
      way: 'down',
    },
  ] as const
  for (let said = true; said;) {
    said = false
    for (const { end, other, run, reply, way } of sides) {
      const message = run(() => {
        const [state, bytes] = A.generateSyncMessage(end.doc, end.state)
        end.state = state
        return bytes
      })
      if (message === null) continue
      said = true
      traffic.say(way, 'sync message', message.length)
      reply(() => {
        ;[other.doc, other.state] = A.receiveSyncMessage(other.doc, other.state, message)
      })
    }
  }
  client.state = stored(client.state)
  hub.state = stored(hub.state)
}

export const pairFormat: PairFormat = {
  variant: '',
  create: (items) => {
    const hub: End = { doc: insertItems(createItems(0), items), state: A.initSyncState() }
    const client: End = { doc: A.init<Items>(actorId(1)), state: A.initSyncState() }
    exchange(client, hub, new Traffic())
    let devices = 2
    return Promise.resolve({
      edit: (edit) => {
        client.doc = editItems(client.doc, [edit])
      },
      reconnect: () => {
        const traffic = new Traffic()
        exchange(client, hub, traffic)
        return Promise.resolve(traffic)
      },
      readHub: (id) => Promise.resolve(readItem(hub.doc, id)),
      freshLoad: () => {
        const traffic = new Traffic()
        const device: End = { doc: A.init<Items>(actorId(devices++)), state: A.initSyncState() }
        const forDevice: End = { doc: hub.doc, state: A.initSyncState() }
        exchange(device, forDevice, traffic)
        hub.doc = forDevice.doc
        return Promise.resolve(traffic)
      },
      close: () => Promise.resolve(),
    })
  },
}
