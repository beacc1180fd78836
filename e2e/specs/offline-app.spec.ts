import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('with no network at all the app loads, shows what waits, counts on, and syncs later', async ({ world }) => {
  const device = await world.device('stockroom')
  const tab = await device.open()
  const { page } = tab
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('BR-1', { name: 'Bearing', counted: 10 }))
  })
  await tab.synced()

  const site = await world.site('stockroom')
  await site.stop()
  device.offline()
  await tab.until({ connection: 'offline' })
  await tab.run(async ({ space }) => {
    await space.mutate((m) => {
      m.items.add('BR-1', { counted: 5 })
      m.items.upsert('BR-2', { name: 'Seal', labels: ['new here'] })
    }).persisted
  })
  await page.reload()
  await tab.ready()

  await expect(page.getByLabel('Counted of Bearing')).toHaveValue('15')
  await expect(page.getByText('new here')).toBeVisible()
  await expect.poll(async () => (await tab.status()).pending).toBe(1)
  await expect(page.locator('.banner[data-tone=offline]')).toBeVisible()
  await page.getByRole('button', { name: 'One more of Seal' }).click()
  await tab.until({ pending: 2 })

  await device.online()
  await expectConverged([tab], world.relay, world.space)
  await expect(page.getByLabel('Counted of Bearing')).toHaveValue('15')
  await expect(page.getByLabel('Counted of Seal')).toHaveValue('1')
})

test('while it tries to reconnect, the offline banner stays: rows that jump swallow clicks', async ({ world }) => {
  const device = await world.device('stockroom')
  const tab = await device.open()
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('BR-1', { name: 'Bearing' }))
  })
  await tab.synced()
  device.offline()
  await expect(tab.page.locator('.banner[data-tone=offline]')).toBeVisible()

  const tries = device.proxy.acceptedConnections
  const places = await tab.page.evaluateHandle(() => {
    const seen = new Set<number>()
    const row = document.querySelector('[data-id="BR-1"]')
    new MutationObserver(() => {
      if (row !== null) seen.add(row.getBoundingClientRect().top)
    }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
    return seen
  })
  await expect.poll(() => device.proxy.acceptedConnections, { intervals: [50], timeout: 20_000 }).toBeGreaterThan(tries + 3)
  await tab.until({ connection: 'offline' })
  expect(await places.evaluate((seen) => [...seen])).toHaveLength(1)
})

test('[P3] a device switched off with edits pending sends them when it is switched on again', async ({ world }) => {
  const device = await world.device('stockroom', { durable: true })
  const before = await device.open()
  await before.run(({ space }) => {
    space.mutate((m) => m.items.upsert('BR-1', { name: 'Bearing', counted: 10 }))
  })
  await before.synced()
  device.offline()
  await before.until({ connection: 'offline' })
  await before.run(async ({ space }) => {
    for (let n = 0; n < 9; n++) space.mutate((m) => m.items.add('BR-1', { counted: 1 }))
    await space.mutate((m) => m.items.put('BR-1', { marks: 'recount' })).persisted
  })

  await device.reboot()
  const after = await device.open()
  await expect.poll(async () => (await after.status()).pending).toBeGreaterThan(0)
  await expect(after.page.getByLabel('Counted of Bearing')).toHaveValue('19')

  await device.online()
  await expectConverged([after], world.relay, world.space)
  expect(await after.run(({ space }) => space.store.getState().items.get('BR-1')?.counted)).toBe(19)
})

test('the app can be installed: a manifest, icons and an active service worker', async ({ world }) => {
  const device = await world.device('stockroom')
  const { page } = await device.open()
  const href = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await page.evaluate(async (href) => {
    const response = await fetch(href)
    return {
      type: response.headers.get('content-type'),
      content: (await response.json()) as { icons: { src: string; sizes: string; purpose?: string }[] } & Record<string, unknown>,
    }
  }, href ?? '')
  expect(manifest.type).toContain('json')
  expect(manifest.content).toMatchObject({ name: 'Stockroom', display: 'standalone', start_url: '.' })
  const sizes = manifest.content.icons.map(({ sizes }) => sizes)
  expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512']))
  expect(manifest.content.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true)
  const icons = await page.evaluate(
    (sources) => Promise.all(sources.map(async (source) => (await fetch(source)).headers.get('content-type'))),
    manifest.content.icons.map(({ src }) => src),
  )
  for (const type of icons) expect(type).toMatch(/^image\//)
  const worker = await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    return active?.scriptURL
  })
  expect(worker).toContain('/sw.js')
})
