import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('[P12] two tabs of one device show the same, and one of them syncs for both', async ({ world }) => {
  const device = await world.device('stockroom')
  const first = await device.open()
  const second = await device.open()

  await first.run(({ space }) => {
    space.mutate((m) => m.items.upsert('BR-1', { name: 'Bearing', counted: 10 }))
  })
  await expect(second.page.getByText('Bearing')).toBeVisible()
  for (const tab of [first, second, first, second, first]) {
    await tab.run(({ space }) => {
      space.mutate((m) => m.items.add('BR-1', { counted: 1 }))
    })
  }

  await expectConverged([first, second], world.relay, world.space)
  for (const tab of [first, second]) expect(await tab.run(({ space }) => space.store.getState().items.get('BR-1')?.counted)).toBe(15)
  const roles = await Promise.all([first.status(), second.status()])
  expect(roles.map(({ role }) => role).sort()).toEqual(['follower', 'leader'])
})
