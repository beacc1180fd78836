import type { MergeableStore } from 'tinybase'
import { createWsSynchronizer, type WsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client'
import type { WebSocket } from 'ws'
import { Traffic } from '../../harness/traffic.js'
import { Line } from './line.js'

/** Longer than any answer takes. */
const patienceSeconds = 60

/** A hub's store and its synchronizer, which goes on from connection to connection, as a server's does. */
export interface Hub {
  readonly store: MergeableStore
  readonly line: Line
  readonly synchronizer: WsSynchronizer<WebSocket>
}

/** `first` is a client that answers the hub when it starts; both hold the same when this resolves. */
export async function startHub(store: MergeableStore, first: MergeableStore): Promise<Hub> {
  const line = new Line()
  const synchronizer = await createWsSynchronizer(store, line.hubSocket, patienceSeconds)
  const client = await createWsSynchronizer(first, line.connect(), patienceSeconds)
  await Promise.all([synchronizer.startSync(), client.startSync()])
  await line.quiet()
  await client.destroy()
  line.cut()
  return { store, line, synchronizer }
}

/** Connects a client's store, lets both ends say all they have to, and cuts the connection. */
export async function connectOnce(
  { line }: Hub,
  store: MergeableStore,
  talk: (synchronizer: WsSynchronizer<WebSocket>) => Promise<unknown> = (synchronizer) => synchronizer.startSync(),
): Promise<Traffic> {
  const traffic = (line.traffic = new Traffic())
  const client = await createWsSynchronizer(store, line.connect(), patienceSeconds)
  const start = performance.now()
  const talking = talk(client)
  traffic.clientMs += performance.now() - start
  await talking
  await line.quiet()
  await client.destroy()
  line.cut()
  return traffic
}
