import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('[P10] the leading tab is closed with edits pending: another tab sends them', async ({ world }) => {
  const device = await world.device('fixture')
  const leader = await device.open()
  await leader.until({ role: 'leader', connection: 'connected', catchingUp: false })
  const other = await device.open()
  const witness = await (await world.device('fixture')).open()
  await leader.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { stock: 10 }))
  })
  await expectConverged([leader, other, witness], world.relay, world.space)

  device.offline()
  await leader.until({ connection: 'offline' })
  await leader.run(async ({ space }) => {
    space.mutate((m) => m.items.add('x', { stock: 5 }))
    await space.mutate((m) => m.items.upsert('y', { stock: 1, labels: ['by the leader'] })).persisted
  })
  await other.run(({ space }) => {
    space.mutate((m) => m.items.add('x', { stock: 3 }))
  })
  await leader.page.close()
  await other.until({ role: 'leader' })
  await device.online()

  await expectConverged([other, witness], world.relay, world.space)
  for (const tab of [other, witness]) {
    expect(
      await tab.run(({ space }) =>
        space.store
          .getState()
          .items.list()
          .map(({ id, stock }) => `${id} ${stock}`),
      ),
    ).toEqual(['x 18', 'y 1'])
  }
})

test('[P10] the leading tab is closed while its edits go out: none is lost, none counts twice', async ({ world }) => {
  const device = await world.device('fixture')
  const leader = await device.open()
  await leader.until({ role: 'leader', connection: 'connected', catchingUp: false })
  const other = await device.open()
  await leader.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { stock: 0 }))
  })
  const persisted = await leader.run(async ({ space }) => {
    for (let n = 0; n < 40; n++) await space.mutate((m) => m.items.add('x', { stock: 1 })).persisted
    return space.store.getState().items.get('x')?.stock
  })
  await leader.page.close()

  await other.until({ role: 'leader', connection: 'connected', catchingUp: false })
  await expectConverged([other], world.relay, world.space)
  expect(persisted).toBe(40)
  expect(await other.run(({ space }) => space.store.getState().items.get('x')?.stock)).toBe(40)
})
