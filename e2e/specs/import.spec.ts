import type { Page } from '@playwright/test'
import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

/** A catalogue with what was counted so far: the number is a fact, and importing it twice must not add it up. */
const items = 400
const catalogue = [
  'sku,name,shelf,price,expected,counted,labels,marks',
  ...Array.from(
    { length: items },
    (_, n) => `SKU-${n},Article ${n},A-${n % 40},${n}.50,${n},${n % 10},imported,${n % 4 === 0 ? 'fragile' : ''}`,
  ),
].join('\n')

async function importFile(page: Page): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import a CSV file' }).first().click()
  await (await choosing).setFiles({ name: 'stock.csv', mimeType: 'text/csv', buffer: Buffer.from(catalogue) })
  await expect(page.getByText(`${items} items imported from stock.csv`)).toBeVisible()
}

test('[P16] two devices that import the same file offline hold every item once, and every count once', async ({ world }) => {
  const devices = [await world.device('stockroom'), await world.device('stockroom')]
  const tabs = await Promise.all(devices.map((device) => device.open()))
  for (const tab of tabs) await tab.live()
  for (const device of devices) device.offline()
  for (const tab of tabs) await tab.until({ connection: 'offline' })
  for (const { page } of tabs) await importFile(page)
  for (const device of devices) await device.online()

  await expectConverged(tabs, world.relay, world.space)
  for (const tab of tabs) {
    const seen = await tab.run(({ space }) => {
      const list = space.store.getState().items.list()
      const sum = (of: (item: (typeof list)[number]) => number): number => list.reduce((sum, item) => sum + of(item), 0)
      return {
        items: list.length,
        counted: sum(({ counted }) => counted),
        expected: sum(({ expected }) => expected),
        labels: sum(({ labels }) => labels.size),
        fragile: sum(({ marks }) => (marks.has('fragile') ? 1 : 0)),
      }
    })
    expect(seen).toEqual({ items, counted: (items / 10) * 45, expected: (items * (items - 1)) / 2, labels: items, fragile: items / 4 })
  }
})

test('[P15] the catalogue that ships with the app is imported with its progress shown, in the page and at the relay', async ({ world }) => {
  const tab = await (await world.device('stockroom')).open()
  await tab.page.getByRole('button', { name: 'Import the sample catalogue' }).first().click()
  // How long it takes is measured elsewhere.
  await expect(tab.page.getByText('3,000 items imported from sample catalogue')).toBeVisible({ timeout: 30_000 })
  const second = await (await world.device('stockroom')).open()
  await second.live()
  await expectConverged([tab, second], world.relay, world.space)
  for (const { run } of [tab, second].map((tab) => ({ run: tab.run.bind(tab) }))) {
    expect(await run(({ space }) => space.store.getState().items.size)).toBe(3_000)
  }
})
