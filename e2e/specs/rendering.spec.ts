import type { Page } from '@playwright/test'
import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

const rows = 2_000

function renders(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-id]')].map(({ dataset }) => [dataset['id'], Number(dataset['renders'])]),
    ),
  )
}

test('with 2,000 rows on the page, one change from afar renders one row', async ({ world }) => {
  const remote = await (await world.device('fixture')).open()
  await remote.run(({ space }, rows) => {
    space.mutate((m) => {
      for (let n = 0; n < rows; n++) m.items.upsert(`item-${n}`, { name: `Item ${n}`, stock: n })
    })
  }, rows)
  await remote.synced()
  const tab = await (await world.device('fixture')).open()
  const { page } = tab
  await expect(page.locator(`[data-rows="${rows}"]`)).toBeVisible()
  await expectConverged([tab, remote], world.relay, world.space)

  const before = await renders(page)
  expect(Object.keys(before)).toHaveLength(rows)
  await remote.run(({ space }) => {
    space.mutate((m) => m.items.add('item-1234', { stock: 1 }))
  })
  await expect(page.locator('[data-id="item-1234"] output')).toHaveText('1235')
  await expectConverged([tab, remote], world.relay, world.space)

  const after = await renders(page)
  const rendered = Object.entries(after).filter(([id, count]) => count !== before[id])
  expect(rendered).toEqual([['item-1234', (before['item-1234'] ?? 0) + 1]])
})
