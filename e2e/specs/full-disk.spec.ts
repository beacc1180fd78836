import type { BrowserContext, Page } from '@playwright/test'
import { expectConverged } from '../harness/converged.js'
import type { Tab } from '../harness/tab.js'
import { expect, test } from '../harness/test.js'
import type { Exposed } from '../fixture/src/replica.js'

/** The page's origin may store so many bytes, until the returned function is called. */
async function limitQuota(context: BrowserContext, page: Page, quotaSize: number): Promise<() => Promise<void>> {
  const session = await context.newCDPSession(page)
  const { origin } = new URL(page.url())
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
  return async () => {
    await session.send('Storage.overrideQuotaForOrigin', { origin })
    await session.detach()
  }
}

/** Resolves when the tab shows so much of it. */
function stocked(tab: Tab<Exposed>, stock: number): Promise<void> {
  return tab.run(
    ({ space }, wanted) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (space.store.getState().items.get('a')?.stock === wanted) resolve()
        }
        space.store.subscribe(look)
        look()
      }),
    stock,
  )
}

test('[P5] a full disk: edits go on and reach the relay; when there is room again they are on the disk', async ({ world, browserName }) => {
  test.skip(browserName !== 'chromium', 'Only Chromium can be told that its disk is full.')
  const [one, two] = [await world.device('fixture', { durable: true }), await world.device('fixture')]
  // Before anything is stored: what Chromium has allotted once it does not count again for half a minute.
  const makeRoom = await limitQuota(one.context, await one.disk(), 1_000_000)
  const [tab, other] = [await one.open(), await two.open()]
  await tab.run(async ({ space }) => space.mutate((m) => m.items.upsert('a', { name: 'a', stock: 1 })).synced)

  await tab.run(({ space }) => {
    // Nothing that a disk could compress.
    const noise = (): string => Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (byte) => byte.toString(16)).join('')
    for (let n = 0; n < 20; n++) space.mutate((m) => m.items.upsert(`full ${n}`, { name: noise(), stock: n }))
  })
  await tab.until({ durability: 'memory' })
  const codes = await tab.run(({ errors }) => errors.map(({ code }) => code))
  expect(codes).toContain('storage-failed')
  // Both ways: what is edited here is at the relay, what is edited elsewhere is seen here.
  await tab.run(({ space }) => space.mutate((m) => m.items.add('a', { stock: 10 })))
  await stocked(other, 11)
  await other.run(({ space }) => space.mutate((m) => m.items.add('a', { stock: 100 })))
  await stocked(tab, 111)
  expect((await tab.status()).durability).toBe('memory')

  one.offline()
  await tab.until({ connection: 'offline' })
  await tab.run(({ space }) => space.mutate((m) => m.items.add('a', { stock: 1_000 })))
  await makeRoom()
  await tab.until({ durability: 'disk' })
  await one.reboot()
  const again = await one.open()
  expect(await again.run(({ space }) => space.store.getState().items.get('a')?.stock)).toBe(1_111)
  expect((await again.status()).pending).toBeGreaterThan(0)
  one.proxy.refuse(false)
  await one.reconnected()
  await expectConverged([again, other], world.relay, world.space)
  expect(await other.run(({ space }) => space.store.getState().items.list().length)).toBe(21)
})
