import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { hashBytes } from '@torsor/core'
import { openIndexedDb, openMemory, type Migrations } from '@torsor/store'
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeArchive } from '../../src/archive/index.js'
import { createHost, type EngineHost } from '../../src/engine/host.js'
import type { EngineEvent, EnginePort, StatusRecord } from '../../src/space/engine-port.js'
import { createMemoryChannels, createMemoryLocks } from '../../src/world/memory-world.js'
import { nodeRandomness } from '../../src/world/node-world.js'
import { ManualClock } from '../clock.js'
import { Device } from '../device.js'
import { dumpOf } from '../golden/dump.js'
import { schema } from '../schema.js'

const name = 'torsor::space'
let factory: IDBFactory
let locks: ReturnType<typeof createMemoryLocks>
let openChannel: ReturnType<typeof createMemoryChannels>
let channels: string[]

beforeEach(() => {
  factory = new IDBFactory()
  locks = createMemoryLocks()
  channels = []
  const channelsOf = createMemoryChannels()
  openChannel = (channel, listener) => {
    channels.push(channel)
    return channelsOf(channel, listener)
  }
})

/** What a newer release does with what this one stored. */
const newer: Migrations = [async (writer) => writer.put('meta', 'seen', (await writer.keys('journal')).length)]

interface Tab {
  readonly host: EngineHost
  readonly port: EnginePort
  readonly codes: () => readonly string[]
  readonly status: () => StatusRecord | undefined
  readonly persisted: () => number
  readonly stock: (id: string) => unknown
  readonly write: (number: number, id: string) => void
  /** Time passes until it is so. */
  until(isSo: () => boolean): Promise<void>
}

/** A worker of this release, or of a newer one, without a network. */
function openTab(face: string, more: Migrations = []): Tab {
  const clock = new ManualClock()
  const host = createHost(
    { schema, relay: 'ws://nowhere', user: null, token: () => Promise.resolve(null) },
    {
      clock,
      random: nodeRandomness,
      locks,
      openChannel,
      openStore: (storage, { migrations = [], ...options } = {}) =>
        openIndexedDb(storage, { ...options, migrations: [...migrations, ...more], factory, blockedAfter: 30 }),
      openFallbackStore: openMemory,
      openSocket: () => ({ send: () => undefined, close: () => undefined }),
      storageNames: () => Promise.resolve([name]),
    },
  )
  const port = host.open('space')
  const events: EngineEvent[] = []
  const rows = new Map<string, unknown>()
  port.start((event) => {
    events.push(event)
    if (event.type !== 'changed') return
    if (event.whole) rows.clear()
    for (const row of event.rows) {
      if ('ids' in row) row.ids.forEach((id, at) => row.table === 'items' && rows.set(id, row.columns['stock']?.[at]))
      else if (row.table === 'items') rows.set(row.id, row.fields?.[1])
    }
  }, face)
  const found = <T extends EngineEvent['type']>(type: T): readonly Extract<EngineEvent, { type: T }>[] =>
    events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type)
  return {
    host,
    port,
    codes: () => found('error').map(({ error }) => `${error.code} ${String(error.data['reason'])}`),
    status: () => found('status').at(-1)?.status,
    persisted: () => found('persisted').at(-1)?.through ?? 0,
    stock: (id) => rows.get(id),
    write: (number, id) => {
      const intents = new Device('00000000000000a0').intents([(m) => m.items.add(id, { stock: number })])
      port.write({ face, number, intents, durability: 'relaxed' })
    },
    until: async (isSo) => {
      for (let turn = 0; turn < 400 && !isSo(); turn++) {
        clock.advance(40)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      if (!isSo()) throw new Error(`It never is so: ${JSON.stringify([found('error'), found('status').at(-1)])}`)
    },
  }
}

const persisted = (tab: Tab, number: number): Promise<void> => tab.until(() => tab.persisted() === number)

describe('old code and new code at once', () => {
  it('[P5] [RE66] the older one lets go, says so, shows what it showed, and keeps what it writes', async () => {
    const old = openTab('old')
    old.write(1, 'a')
    await persisted(old, 1)
    const young = openTab('young', newer)
    old.write(2, 'b')
    await young.until(() => young.status()?.durability === 'disk')
    await old.until(() => old.status()?.durability === 'memory')
    expect(young.codes()).toEqual([])
    expect(new Set(old.codes())).toEqual(new Set(['storage-incompatible version']))
    expect(young.stock('a')).toBe(1)
    old.write(3, 'c')
    await old.until(() => old.stock('c') === 3)
    expect([old.stock('a'), old.stock('b')]).toEqual([1, 2])
    // What is only in memory is not on the disk, and nobody said so.
    expect(old.persisted()).toBeLessThan(3)
    expect(old.status()?.pending.batches).toBeGreaterThanOrEqual(2)
    young.write(1, 'd')
    await persisted(young, 1)
    await old.port.close()
    await young.port.close()
    const again = openTab('again', newer)
    await again.until(() => again.status()?.ready === true)
    expect([again.stock('a'), again.stock('d')]).toEqual([1, 1])
    await again.port.close()
  })

  it('[RE66] one that opens what a newer release stored leaves it as it is, for good, and goes on in memory', async () => {
    const young = openTab('young', newer)
    young.write(1, 'a')
    await persisted(young, 1)
    await young.port.close()
    const before = await dumpOf(factory, name)
    const old = openTab('old')
    old.write(1, 'b')
    await old.until(() => old.status()?.durability === 'memory' && old.stock('b') === 1)
    expect(new Set(old.codes())).toEqual(new Set(['storage-incompatible version']))
    await old.until(
      (
        (times) => () =>
          times++ > 300
      )(0),
    )
    await expect(old.host.erase({ evenUnsynced: true })).rejects.toMatchObject({ code: 'storage-incompatible' })
    expect(await dumpOf(factory, name)).toEqual(before)
    expect(before.version).toBe(2)
  })

  it('[RE68] hear nothing of each other', async () => {
    const old = openTab('old')
    await old.until(() => old.status()?.ready === true)
    expect(channels).toEqual([`${name}:1`])
    await old.port.close()
  })
})

it('[RE67] a tab that another one keeps out says so, works in memory, and moves onto the disk when that lets go', async () => {
  const old = openTab('old')
  old.write(1, 'a')
  await persisted(old, 1)
  await old.port.close()
  const stubborn = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open(name)
    request.addEventListener('success', () => {
      resolve(request.result)
    })
  })
  const young = openTab('young', newer)
  young.write(1, 'b')
  await young.until(() => young.status()?.durability === 'memory')
  expect(young.codes()).toEqual(['storage-failed blocked'])
  await young.until(() => young.stock('b') === 1)
  expect(young.persisted()).toBe(0)
  stubborn.close()
  await young.until(() => young.status()?.durability === 'disk')
  await persisted(young, 1)
  expect([young.stock('a'), young.stock('b')]).toEqual([1, 1])
  await young.port.close()
  expect((await dumpOf(factory, name)).version).toBe(2)
})

it('[RE69] an archive of a newer release is refused as a whole', async () => {
  const tab = openTab('tab')
  tab.write(1, 'a')
  await persisted(tab, 1)
  const archive = await tab.host.export()
  const [row] = [{ space: 'space', room: 'meta', key: 'reference', value: { position: 99 } } as const]
  const strange = encodeArchive([row])
  strange[6] = 2
  const sealed = resealed(strange)
  await expect(tab.host.import(sealed)).rejects.toMatchObject({ code: 'storage-incompatible', data: { found: 2, expected: 1 } })
  await tab.host.import(archive)
  await tab.port.close()
})

/** With the checksum that a newer release would have put there. */
function resealed(archive: Uint8Array): Uint8Array {
  const sum = hashBytes(archive.subarray(0, -4)) >>> 0
  new DataView(archive.buffer).setUint32(archive.length - 4, sum)
  return archive
}
