import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('[P1] a socket that swallows everything is noticed by the heartbeat alone', async ({ world }) => {
  // 15 s of silence until the question, 15 s until it counts as unanswered; nothing shortens that from outside.
  test.setTimeout(120_000)
  const device = await world.device('fixture')
  const tab = await device.open()
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { stock: 1 }))
  })
  await expectConverged([tab], world.relay, world.space)

  device.proxy.blackhole(true)
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.add('x', { stock: 1 }))
  })
  expect(await tab.status()).toMatchObject({ connection: 'connected' })
  await tab.until({ connection: 'offline', reason: 'relay-silent', pending: 1 })

  device.proxy.blackhole(false)
  await tab.live()
  await expectConverged([tab], world.relay, world.space)
  expect(await tab.run(({ space }) => space.store.getState().items.get('x')?.stock)).toBe(2)
})
