import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('two devices that count the same item through their buttons end with the sum', async ({ world }) => {
  const first = await (await world.device('stockroom')).open()
  const second = await (await world.device('stockroom')).open()
  await first.run(({ space }) => {
    space.mutate((m) => m.items.upsert('BR-1', { name: 'Bearing', shelf: 'A-1' }))
  })

  for (const { page } of [first, second]) {
    const more = page.getByRole('button', { name: 'One more of Bearing' })
    for (let scan = 0; scan < 4; scan++) await more.click()
  }
  await second.page.getByRole('button', { name: 'One less of Bearing' }).click()

  for (const { page } of [first, second]) await expect(page.getByLabel('Counted of Bearing')).toHaveValue('7')
  await expectConverged([first, second], world.relay, world.space)
  for (const { page } of [first, second]) await expect(page.getByRole('status').getByText('Synced')).toBeVisible()
})

test('what is edited while the other device is gone is there when it comes for the first time', async ({ world }) => {
  const first = await (await world.device('fixture')).open()
  await first.run(({ space }) => {
    space.mutate((m) => {
      for (let n = 0; n < 500; n++) m.items.upsert(`item-${n}`, { name: `Item ${n}`, stock: n, labels: [`label ${n % 7}`] })
    })
    space.mutate((m) => m.items.delete('item-3'))
  })
  await first.synced()

  const second = await (await world.device('fixture')).open()
  await second.live()
  await expectConverged([first, second], world.relay, world.space)
  const { size, sum } = await second.run(({ space }) => {
    const { items } = space.store.getState()
    return { size: items.size, sum: items.list().reduce((sum, { stock }) => sum + stock, 0) }
  })
  expect({ size, sum }).toEqual({ size: 499, sum: (499 * 500) / 2 - 3 })
})
