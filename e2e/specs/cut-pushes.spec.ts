import { expectConverged } from '../harness/converged.js'
import { seeded, type Random } from '@torsor/testkit'
import { expect, test, type ExposedBy } from '../harness/test.js'
import type { Tab } from '../harness/tab.js'
import { watchStock } from '../harness/watch-stock.js'

type Fixture = ExposedBy['fixture']

const cuts = 50

/** One batch with this text and counts that show what was doubled. */
async function edit(tab: Tab<Fixture>, round: number, name: string): Promise<void> {
  await tab.run(
    ({ space }, { round, name }) => {
      space.mutate((m) => {
        m.items.upsert(`round-${round % 10}`, { name })
        m.items.add('x', { stock: 1, votes: { yes: round } })
        m.totals.add(round, 1n)
      })
    },
    { round, name },
  )
}

/** About as many bytes on the wire: nothing makes it shorter. */
function noise(random: Random, size: number): string {
  return Array.from({ length: Math.ceil(size / 8) }, () =>
    random
      .between(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
}

for (const way of ['up', 'down'] as const) {
  const what = way === 'up' ? 'in the middle of a push' : 'before or in its confirmation'
  test(`the socket is cut ${cuts} times ${what}: nothing is lost, nothing doubled`, async ({ world }) => {
    // Fifty connections, each made anew.
    test.slow()
    const seed = Number(process.env['E2E_SEED'] ?? (way === 'up' ? 20_260_117 : 71_106_202))
    const random = seeded(seed)
    console.log(`E2E_SEED=${seed}`)
    const device = await world.device('fixture')
    const tab = await device.open()
    const witness = await (await world.device('fixture')).open()
    await tab.run(({ space }) => {
      space.mutate((m) => m.items.upsert('x', { stock: 0 }))
    })
    await expectConverged([tab, witness], world.relay, world.space)
    const slips = await Promise.all([tab, witness].map((replica) => watchStock(replica, cuts)))

    for (let round = 0; round < cuts; round++) {
      await tab.live()
      // Every tenth packet goes up in several pieces: what arrived of it before the cut is not sent again.
      const size = round % 10 === 9 ? random.between(300_000, 500_000) : random.between(200, 6_000)
      // The confirmation of a push is two bytes behind as many of the WebSocket.
      const cut =
        way === 'up'
          ? device.proxy.cutAfterUpstreamBytes(random.between(1, size))
          : device.proxy.cutAfterDownstreamBytes(random.between(0, 3))
      await edit(tab, round, noise(random, size))
      // The page may never see it: it is told of its connection once a frame, in which a new one can be up.
      expect(await cut, `cut ${round}`).toBe(true)
      await device.reconnected()
    }

    await expectConverged([tab, witness], world.relay, world.space)
    for (const count of slips) expect(await count()).toBe(0)
    for (const replica of [tab, witness]) {
      const seen = await replica.run(({ space }, cuts) => {
        const { items, totals } = space.store.getState()
        const { stock, votes } = items.get('x') ?? {}
        return { size: items.size, stock, votes, totals: Array.from({ length: cuts }, (_, round) => Number(totals.get(round))) }
      }, cuts)
      expect(seen).toEqual({
        size: 11,
        stock: cuts,
        votes: { yes: (cuts * (cuts - 1)) / 2, no: 0 },
        totals: Array.from({ length: cuts }, () => 1),
      })
    }
  })
}
