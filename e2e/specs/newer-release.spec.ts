import type { Page } from '@playwright/test'
import { encodeFrame } from '@torsor/protocol'
import { expectConverged } from '../harness/converged.js'
import type { Device } from '../harness/device.js'
import { FakeRelay } from '../harness/fake-relay.js'
import type { Tab } from '../harness/tab.js'
import { expect, test } from '../harness/test.js'
import type { Exposed } from '../fixture/src/replica.js'

interface Stored {
  readonly version: number
  readonly rows: Readonly<Record<string, number>>
}

/** A page of a release that wants another version: `upgrade` takes the storage there. Tells how long that took, and what is stored. */
async function asNewerRelease(page: Page, version: number | null): Promise<Stored & { readonly ms: number }> {
  return page.evaluate(async (version) => {
    const known = (await indexedDB.databases()).find(({ name }) => name?.startsWith('torsor:'))
    const begun = performance.now()
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(known?.name ?? '', version ?? undefined)
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error ?? new Error('not opened')))
    })
    const ms = performance.now() - begun
    const transaction = database.transaction([...database.objectStoreNames])
    const rows: Record<string, number> = {}
    for (const name of database.objectStoreNames)
      rows[name] = await new Promise<number>((resolve) => {
        const request = transaction.objectStore(name).count()
        request.addEventListener('success', () => resolve(request.result))
      })
    database.close()
    return { ms, version: database.version, rows }
  }, version)
}

const stockOf = (tab: Tab<Exposed>, id: string): Promise<number | undefined> =>
  tab.run(({ space }, id) => space.store.getState().items.get(id)?.stock, id)

const codesOf = (tab: Tab<Exposed>): Promise<readonly string[]> => tab.run(({ errors }) => errors.map(({ code }) => code))

const add = (tab: Tab<Exposed>, id: string, by: number): Promise<void> =>
  tab.run(({ space }, { id, by }) => void space.mutate((m) => m.items.add(id, { stock: by })), { id, by })

/** Resolves when the tab shows so much. */
const shows = (tab: Tab<Exposed>, id: string, stock: number): Promise<unknown> => expect.poll(() => stockOf(tab, id)).toBe(stock)

async function filled(device: Device<Exposed>): Promise<Tab<Exposed>> {
  const tab = await device.open()
  await tab.run(({ space }) => space.mutate((m) => m.items.upsert('a', { name: 'a', stock: 1 })).synced)
  return tab
}

test('[P5] [RE66] a newer release takes over the storage: the older tab lets go, says so, shows and syncs all the same', async ({
  world,
}) => {
  const [device, elsewhere] = [await world.device('fixture'), await world.device('fixture')]
  const [tab, other] = [await filled(device), await elsewhere.open()]
  const newer = await device.disk()
  await shows(other, 'a', 1)
  device.offline()
  await tab.until({ connection: 'offline' })
  await tab.run(({ space }) => space.mutate((m) => m.items.add('stored', { stock: 5 })).persisted)

  const upgraded = await asNewerRelease(newer, 2)
  expect(upgraded.version).toBe(2)
  // No tab kept it waiting.
  expect(upgraded.ms).toBeLessThan(5_000)
  await tab.until({ durability: 'memory' })
  expect(new Set(await codesOf(tab))).toEqual(new Set(['storage-incompatible']))
  expect([await stockOf(tab, 'a'), await stockOf(tab, 'stored')]).toEqual([1, 5])
  await add(tab, 'a', 10)
  await device.online()
  await shows(other, 'a', 11)
  await add(other, 'a', 100)
  await shows(tab, 'a', 111)
  // What lies open on the disk is for a tab that can read it.
  await tab.until({ pending: 1 })
  expect(await stockOf(tab, 'stored')).toBe(5)

  const late = await device.open()
  await late.until({ durability: 'memory' })
  expect(await codesOf(late)).toContain('storage-incompatible')
  await shows(late, 'a', 111)
  await add(late, 'a', 1_000)
  await shows(other, 'a', 1_111)
  const erased = await late.run(async ({ client }) =>
    client.erase({ evenUnsynced: true }).then(
      () => 'erased',
      ({ code }: { code: string }) => code,
    ),
  )
  expect(erased).toBe('storage-incompatible')
  // Nothing was taken from it, and nothing put there.
  const after = await asNewerRelease(newer, null)
  expect([after.version, after.rows]).toEqual([2, upgraded.rows])
})

test('[PR26] a relay of a newer release: the older client says incompatible, goes on editing, and loses nothing; others are not disturbed', async ({
  world,
}) => {
  const [device, elsewhere] = [await world.device('fixture'), await world.device('fixture')]
  const [tab, other] = [await filled(device), await elsewhere.open()]
  await shows(other, 'a', 1)
  const newer = await FakeRelay.start()
  newer.answers(({ handle }) => [
    encodeFrame([{ type: 'error', handle, code: 'protocol-incompatible', retryable: false, message: 'This relay speaks version 99.' }]),
  ])
  try {
    device.offline()
    await tab.until({ connection: 'offline' })
    device.proxy.target(newer.port)
    device.proxy.refuse(false)
    await tab.run(() => void window.dispatchEvent(new Event('online')))
    await tab.until({ connection: 'incompatible' })
    expect(await codesOf(tab)).toContain('protocol-incompatible')
    for (const by of [10, 100]) await tab.run(({ space }, by) => space.mutate((m) => m.items.add('a', { stock: by })).persisted, by)
    // The status is told once a frame, receipts at once.
    await tab.until({ pending: 2, durability: 'disk' })
    expect(await stockOf(tab, 'a')).toBe(111)
    await other.run(({ space }) => space.mutate((m) => m.items.add('a', { stock: 1_000 })).synced)
    // As after a reload, of the same release still.
    await tab.page.reload()
    await tab.ready()
    await tab.until({ connection: 'incompatible', pending: 2 })
    expect(await stockOf(tab, 'a')).toBe(111)
  } finally {
    await newer.close()
  }
  device.proxy.target(world.relay.port)
  await device.online()
  await expectConverged([tab, other], world.relay, world.space)
  expect(await stockOf(tab, 'a')).toBe(1_111)
})
