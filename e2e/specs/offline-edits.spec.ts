import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

for (const order of ['the first', 'the second'] as const) {
  test(`two devices edit the same items offline; ${order} comes back first`, async ({ world }) => {
    const [one, two] = [await world.device('fixture'), await world.device('fixture')]
    const [first, second] = [await one.open(), await two.open()]
    await first.run(({ space }) => {
      space.mutate((m) => {
        const votes = { yes: 1, no: 1 }
        m.items.upsert('x', {
          name: 'old',
          stock: 100,
          litres: 0.125,
          serial: 9_007_199_254_740_993n,
          highest: 5,
          lowest: 5,
          labels: ['a', 'b'],
          votes,
        })
        for (const id of ['gone', 'both', 'revived', 'base']) m.items.upsert(id, { name: id, stock: 100 })
        m.settings.update({ title: 'before', visits: 10 })
        m.bits.store(0, 0b1000n)
        m.totals.store(3, 1_000n)
      })
    })
    await expectConverged([first, second], world.relay, world.space)

    one.offline()
    two.offline()
    await first.until({ connection: 'offline' })
    await second.until({ connection: 'offline' })
    await first.run(({ space }) => {
      space.mutate((m) => {
        m.items.update('x', { name: 'from the first', highest: 9, lowest: 4 })
        m.items.add('x', { stock: 7, litres: 1.25, serial: 10n, votes: { yes: 2 } })
        m.items.put('x', { labels: ['c'], marks: 'fragile' })
        m.items.remove('x', { labels: 'a' })
      })
      space.mutate((m) => m.items.delete('gone'))
      space.mutate((m) => m.items.delete('both'))
      space.mutate((m) => m.items.delete('revived'))
      space.mutate((m) => m.items.upsert('revived', { name: 'again', stock: 1 }))
      space.mutate((m) => m.items.update('base', { stock: 17 }))
      space.mutate((m) => m.items.upsert('new', { stock: 17, place: { lat: 1.5, long: -2 } }))
      space.mutate((m) => {
        m.settings.add({ visits: 3 })
        m.settings.put({ tags: 'first' })
        m.bits.xor(0, 0b0101n)
        m.totals.add(3, 5n)
      })
    })
    await second.run(({ space }) => {
      space.mutate((m) => {
        m.items.update('x', { shelf: 'from the second', highest: 8, lowest: 2 })
        m.items.add('x', { stock: -3, litres: 0.5, serial: 5n, votes: { yes: 1, no: 4 } })
        m.items.put('x', { labels: ['d'], marks: 'heavy' })
        m.items.remove('x', { labels: 'b' })
      })
      space.mutate((m) => m.items.add('gone', { stock: 50 }))
      space.mutate((m) => m.items.delete('both'))
      space.mutate((m) => m.items.add('revived', { stock: 4 }))
      space.mutate((m) => m.items.add('base', { stock: 5 }))
      space.mutate((m) => m.items.upsert('new', { stock: 17, place: { lat: 1.5, long: -2 } }))
      space.mutate((m) => {
        m.settings.add({ visits: 4 })
        m.settings.put({ tags: 'second' })
        m.bits.xor(0, 0b0011n)
        m.totals.add(3, -2n)
      })
    })
    // A batch counts as pending once the worker holds it, which is after `mutate` has returned.
    for (const tab of [first, second]) await expect.poll(async () => (await tab.status()).pending).toBeGreaterThan(0)

    const [early, late] = order === 'the first' ? [one, two] : [two, one]
    await early.online()
    await early.tabs[0]?.synced()
    await late.online()

    await expectConverged([first, second], world.relay, world.space)
    for (const tab of [first, second]) {
      const seen = await tab.run(({ space }) => {
        const { items, settings, bits, totals } = space.store.getState()
        const x = items.get('x')
        return {
          ids: items.ids(),
          x: x && { ...x, serial: String(x.serial), labels: [...x.labels].sort(), marks: [...x.marks].sort() },
          stocks: items.list().map(({ id, stock }) => `${id} ${stock}`),
          place: items.get('new')?.place,
          settings: { ...settings, tags: [...settings.tags].sort() },
          words: [bits.get(0).toString(2), String(totals.get(3))],
        }
      })
      expect(seen).toEqual({
        ids: ['base', 'new', 'revived', 'x'],
        x: {
          id: 'x',
          name: 'from the first',
          shelf: 'from the second',
          place: null,
          stock: 104,
          litres: 1.875,
          serial: '9007199254741008',
          highest: 9,
          lowest: 2,
          votes: { yes: 4, no: 5 },
          labels: ['c', 'd'],
          marks: ['fragile', 'heavy'],
        },
        stocks: ['base 22', 'new 17', 'revived 1', 'x 104'],
        place: { lat: 1.5, long: -2 },
        settings: { title: 'before', visits: 17, tags: ['first', 'second'] },
        words: ['1110', '1003'],
      })
    }
  })
}

test('two devices that write one register offline agree on one of the two texts', async ({ world }) => {
  const [one, two] = [await world.device('fixture'), await world.device('fixture')]
  const [first, second] = [await one.open(), await two.open()]
  await first.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { name: 'old' }))
  })
  await expectConverged([first, second], world.relay, world.space)

  one.offline()
  two.offline()
  for (const [tab, name] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    await tab.until({ connection: 'offline' })
    await tab.run(({ space }, name) => {
      space.mutate((m) => m.items.update('x', { name }))
    }, name)
  }
  await two.online()
  await one.online()

  await expectConverged([first, second], world.relay, world.space)
  const names = await Promise.all([first, second].map((tab) => tab.run(({ space }) => space.store.getState().items.get('x')?.name)))
  expect(names[0]).toBe(names[1])
  expect(['one', 'two']).toContain(names[0])
})
