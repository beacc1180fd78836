import type { Item, Pair, PairFormat } from '../library.js'
import { schemaOf } from './core.js'
import { Network } from './network.js'
import { ItemsReplica, withoutBackOff } from './replica.js'

const line = 'client'

/** A batch of an import: far from the most that a packet may hold. */
const batch = 1_000

/** A replica and a relay. */
export const pairFormat: PairFormat = {
  variant: '',
  create: async (items, fields) => {
    withoutBackOff()
    const schema = schemaOf(fields)
    const network = await Network.start()
    const client = new ItemsReplica(network.urlOf(line), schema)
    await write(client, items)
    await network.cut(line)
    const devices: ItemsReplica[] = []
    const open = (): ItemsReplica => {
      const device = new ItemsReplica(network.urlOf(`device-${devices.length}`), schema)
      devices.push(device)
      return device
    }
    /** One more replica, which never wrote anything, says what the relay holds. */
    let observer: Promise<ItemsReplica> | null = null
    const pair: Pair = {
      edit: (edit) => {
        client.edit(edit)
        return client.persisted()
      },
      reconnect: async () => {
        await network.take(line)
        const stopwatch = network.stopwatch()
        network.release(line)
        await client.upToDate()
        const times = stopwatch.read()
        await network.cut(line)
        return Object.assign(await network.take(line), times)
      },
      readHub: async (id) => {
        observer ??= upToDate(open())
        return (await observer).read(id)
      },
      freshLoad: async () => {
        const stopwatch = network.stopwatch()
        const device = await upToDate(open())
        const times = stopwatch.read()
        await device.replica.close()
        return Object.assign(await network.take(`device-${devices.length - 1}`), times)
      },
      close: async () => {
        await Promise.all([client, ...devices].map(({ replica }) => replica.close()))
        await network.close()
      },
    }
    return pair
  },
}

async function upToDate(device: ItemsReplica): Promise<ItemsReplica> {
  await device.upToDate()
  return device
}

export async function write(replica: ItemsReplica, items: readonly Item[]): Promise<void> {
  await replica.replica.ready
  for (let start = 0; start < items.length; start += batch) {
    replica.insert(items.slice(start, start + batch))
    await replica.upToDate()
  }
}
