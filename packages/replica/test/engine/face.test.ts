import { createMemoryStorage, openMemory, type OpenStore } from '@torsor/store'
import { expect, it } from 'vitest'
import { createHost } from '../../src/engine/host.js'
import type { EngineEvent, EnginePort, WriteRequest } from '../../src/space/engine-port.js'
import { systemClock } from '../../src/world/browser-world.js'
import { createMemoryChannels, createMemoryLocks } from '../../src/world/memory-world.js'
import { nodeRandomness } from '../../src/world/node-world.js'
import { Device, type Write } from '../device.js'
import { schema } from '../schema.js'

const add =
  (by: number): Write =>
  (m) =>
    m.items.add('a', { stock: by })

function request(number: number, by: number): WriteRequest {
  return { face: 'page', number, intents: new Device('00000000000000a0').intents([add(by)]), durability: 'relaxed' }
}

interface Tab {
  readonly port: EnginePort
  /** Resolves with the first event that fits. */
  heard<T extends EngineEvent['type']>(type: T, fits?: (event: Extract<EngineEvent, { type: T }>) => boolean): Promise<void>
  stock(): unknown
}

/** A worker on this storage, without a network. */
function worker(openStore: OpenStore, face?: string): Tab {
  const world = {
    clock: systemClock,
    random: nodeRandomness,
    locks: createMemoryLocks(),
    openChannel: createMemoryChannels(),
    openStore,
    openFallbackStore: openMemory,
    openSocket: () => ({ send: () => undefined, close: () => undefined }),
    storageNames: () => Promise.resolve([]),
  }
  const port = createHost({ schema, relay: 'ws://nowhere', user: null, token: () => Promise.resolve(null) }, world).open('space')
  const events: EngineEvent[] = []
  let wake: () => void = () => undefined
  port.start((event) => {
    events.push(event)
    wake()
  }, face)
  const heard: Tab['heard'] = async (type, fits = () => true) => {
    while (!events.some((event) => event.type === type && fits(event as never))) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const stock = (): unknown => {
    const rows = events.flatMap((event) => (event.type === 'changed' ? event.rows : [])).filter((patch) => 'id' in patch)
    return rows.findLast(({ id }) => id === 'a')?.fields?.[schema.layout.tables.get('items')?.fieldByName.get('stock')?.index ?? -1]
  }
  return { port, heard, stock }
}

it('[RE17] a worker that is told its face only by a write takes the writes in order, each once', async () => {
  const tab = worker(createMemoryStorage().open)
  await tab.heard('ready')
  tab.port.write(request(1, 1))
  tab.port.write(request(2, 10))
  tab.port.write(request(2, 10))
  await tab.heard('persisted', ({ through }) => through === 2)
  await tab.heard('changed', ({ through }) => through === 2)
  expect(tab.stock()).toBe(11)
  await tab.port.close()
})

it.each([['page'], [undefined]])('[RE17] the next worker on the storage knows what the one before stored (face %s)', async (face) => {
  const { open } = createMemoryStorage()
  const first = worker(open, 'page')
  first.port.write(request(1, 1))
  await first.heard('persisted', ({ through }) => through === 1)
  await first.port.close()
  const next = worker(open, face)
  await next.heard('ready')
  next.port.write(request(1, 1))
  next.port.write(request(2, 10))
  await next.heard('persisted', ({ through }) => through === 2)
  await next.heard('changed', ({ through }) => through === 2)
  expect(next.stock()).toBe(11)
  await next.port.close()
})
