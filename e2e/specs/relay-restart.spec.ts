import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'
import { watchStock } from '../harness/watch-stock.js'

test('the relay is killed and started again while edits flow', async ({ world }) => {
  const devices = [await world.device('fixture'), await world.device('fixture')]
  const tabs = await Promise.all(devices.map((device) => device.open()))
  const [first] = tabs
  await first?.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { stock: 0 }))
  })
  await expectConverged(tabs, world.relay, world.space)

  const edits = 300
  const slips = await Promise.all(tabs.map((tab) => watchStock(tab, 2 * edits)))
  const editing = tabs.map((tab) =>
    tab.run(
      ({ space }, edits) =>
        new Promise<void>((resolve) => {
          let made = 0
          const timer = setInterval(() => {
            space.mutate((m) => m.items.add('x', { stock: 1, votes: { yes: 1 } }))
            made += 1
            if (made < edits) return
            clearInterval(timer)
            resolve()
          }, 10)
        }),
      edits,
    ),
  )
  for (const stock of [50, 200, 350]) {
    await first?.run(
      ({ space }, stock) =>
        new Promise<void>((resolve) => {
          const reached = (): boolean => (space.store.getState().items.get('x')?.stock ?? 0) >= stock
          if (reached()) return resolve()
          const unsubscribe = space.store.subscribe(() => {
            if (!reached()) return
            unsubscribe()
            resolve()
          })
        }),
      stock,
    )
    await world.relay.kill()
    await world.relay.restart()
    await Promise.all(devices.map((device) => device.reconnected()))
  }
  await Promise.all(editing)

  await expectConverged(tabs, world.relay, world.space)
  for (const count of slips) expect(await count()).toBe(0)
  for (const tab of tabs) {
    const seen = await tab.run(({ space }) => {
      const { stock, votes } = space.store.getState().items.get('x') ?? {}
      return { stock, votes }
    })
    expect(seen).toEqual({ stock: 2 * edits, votes: { yes: 2 * edits, no: 0 } })
  }
})
