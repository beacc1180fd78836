// Takes the pictures of the README from a running, empty stockroom: node scripts/make-screenshots.mjs [address]
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { root } from './workspace/root.mjs'

const address = new URL(process.argv[2] ?? 'http://localhost:4173/')
address.searchParams.set('inspect', '')

/** Two thirds of the warehouse counted, most of it as the books say; the same everywhere, whoever runs this. */
function countMost() {
  const { space } = window.__torsor
  const items = [...space.store.getState().items.list()].sort((a, b) => (a.shelf + a.name < b.shelf + b.name ? -1 : 1))
  const differences = [0, 0, -3, 0, 2, 0, 0, 0, -1, 0, 0, 5, 0]
  space.mutate((m) => {
    items.slice(0, 1840).forEach(({ id, expected }, index) => {
      if (index % 17 === 5) return
      const counted = Math.max(0, expected + differences[index % differences.length])
      m.items.update(id, { counted, lastCounted: Date.now() - 60_000 * (index % 200) })
    })
    m.items.put(items[3].id, { marks: 'recount' })
    m.items.put(items[8].id, { marks: 'fragile' })
  })
}

const synced = () => document.querySelector('.sync')?.dataset.tone === 'synced'

async function open(browser, width, height, scale) {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale, locale: 'en-GB' })
  await page.goto(address.href)
  return page
}

const system = '/usr/bin/chromium'
const browser = await chromium.launch({ chromiumSandbox: false, ...(existsSync(system) && { executablePath: system }) })
try {
  const desktop = await open(browser, 1280, 800, 1.5)
  await desktop.getByRole('button', { name: 'Import the sample catalogue' }).click()
  await desktop.getByText('items imported').waitFor()
  await desktop.getByRole('button', { name: 'Dismiss' }).click()
  await desktop.evaluate(countMost)
  await desktop.waitForFunction(synced)

  const phone = await open(browser, 390, 844, 2)
  await phone.locator('[data-id]').first().waitFor()
  const code = await phone.locator('[data-id]').nth(4).getAttribute('data-id')
  await phone.locator('[data-scan]').fill(code)
  await phone.locator('[data-scan]').press('Enter')
  await phone.locator('[data-scan]').blur()
  await phone.waitForFunction(synced)
  await phone.screenshot({ path: join(root, 'docs', 'images', 'stockroom-390.png') })

  await desktop.locator('[data-row-focus]').nth(2).click()
  await desktop.mouse.move(0, 0)
  await desktop.waitForFunction(synced)
  await desktop.screenshot({ path: join(root, 'docs', 'images', 'stockroom-1280.png') })
} finally {
  await browser.close()
}
