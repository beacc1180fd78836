import { collection, counter, defineSchema, type AnySchema } from '@torsor/core'
import type { Traffic } from '../../harness/traffic.js'
import type { Counters, CountersFormat } from '../library.js'
import { Network } from './network.js'
import { ItemsReplica, withoutBackOff } from './replica.js'

const schema = defineSchema({ items: collection({ count: counter() }) }) as AnySchema

interface Group {
  readonly network: Network
  readonly replicas: readonly ItemsReplica[]
  readonly lines: readonly string[]
  /** What each counter has to come to. */
  readonly totals: ReadonlyMap<string, number>
}

/** All come back at once and push; then the network goes away before anybody hears of anybody, and each reconnects once. */
async function pushThenSince({ network, replicas, lines }: Group): Promise<void> {
  const deferred = lines.map((line) => network.deferred(line))
  for (const line of lines) network.release(line, true)
  await Promise.all(deferred)
  for (const line of lines) await network.silence(line)
  for (const line of lines) await network.deliver(line)
  for (const [index, line] of lines.entries()) {
    await network.dialled(line)
    network.release(line)
    await replicas[index]?.upToDate()
    await network.cut(line)
  }
}

/** All come back at once and stay: what the relay hears from one it tells the seven others as it comes. */
async function stayLive({ network, replicas, lines, totals }: Group): Promise<void> {
  for (const line of lines) network.release(line)
  await Promise.all(replicas.map((replica) => replica.upToDate()))
  for (const replica of replicas) await replica.shows((items) => items.every(({ id, count }) => count === totals.get(id)))
}

function countersFormat(variant: string, meet: (group: Group) => Promise<void>): CountersFormat {
  return {
    variant,
    create: async (ids, count) => {
      withoutBackOff()
      const network = await Network.start()
      const lines = Array.from({ length: count }, (_, replica) => `replica-${replica}`)
      const replicas = lines.map((line) => new ItemsReplica(network.urlOf(line), schema))
      const replicaOf = (index: number): ItemsReplica => {
        const replica = replicas[index]
        if (replica === undefined) throw new RangeError(`No replica ${index}.`)
        return replica
      }
      await Promise.all(replicas.map(({ replica }) => replica.ready))
      replicaOf(0).insert(ids.map((id) => ({ id, fields: {} })))
      await replicaOf(0).upToDate()
      for (const replica of replicas) await replica.shows((items) => items.length === ids.length)
      for (const line of lines) await network.cut(line)
      const totals = new Map<string, number>()
      const counters: Counters = {
        add: (replica, id, by) => {
          totals.set(id, (totals.get(id) ?? 0) + by)
          replicaOf(replica).count(id, by)
        },
        sync: async () => {
          await Promise.all(replicas.map((replica) => replica.persisted()))
          for (const line of lines) await network.take(line)
          const stopwatch = network.stopwatch()
          await meet({ network, replicas, lines, totals })
          const times = stopwatch.read()
          const traffics: Traffic[] = []
          for (const line of lines) traffics.push(await network.take(line))
          // All clients share a thread: their time is told once.
          Object.assign(traffics[0] ?? {}, times)
          return traffics
        },
        read: (replica, id) => Number(replicaOf(replica).read(id)?.['count']),
        close: async () => {
          await Promise.all(replicas.map(({ replica }) => replica.close()))
          await network.close()
        },
      }
      return counters
    },
  }
}

export const countersFormats: readonly CountersFormat[] = [countersFormat('', pushThenSince), countersFormat('live', stayLive)]
