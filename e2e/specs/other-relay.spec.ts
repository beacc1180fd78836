import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('a device that moves to another relay, which knows nothing, keeps its own edits and brings them along', async ({ world }) => {
  const [one, two] = [await world.device('fixture'), await world.device('fixture')]
  const [first, second] = [await one.open(), await two.open()]
  await first.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { name: 'by the first', stock: 100, labels: ['a'] }))
    space.mutate((m) => m.items.upsert('y', { name: 'also by the first' }))
  })
  await expectConverged([first, second], world.relay, world.space)
  await second.run(({ space }) => {
    space.mutate((m) => m.items.add('x', { stock: 3 }))
  })
  await first.run(({ space }) => {
    space.mutate((m) => m.items.delete('y'))
  })
  await expectConverged([first, second], world.relay, world.space)

  const other = await world.newRelay()
  one.offline()
  await first.until({ connection: 'offline' })
  await first.run(({ space }) => {
    space.mutate((m) => m.items.add('x', { stock: 20 }))
  })
  one.proxy.target(other.port)
  await one.online()
  await first.live()
  await expectConverged([first], other, world.space)
  const items = (tab: typeof first): Promise<string[]> =>
    tab.run(({ space }) =>
      space.store
        .getState()
        .items.list()
        .map(({ id, name, stock }) => `${id} ${name} ${stock}`),
    )
  // What the other device wrote reached this one through the relay it left; that device brings it when it comes.
  expect(await items(first)).toEqual(['x by the first 120'])

  two.offline()
  await second.until({ connection: 'offline' })
  two.proxy.target(other.port)
  await two.online()
  await second.live()
  await expectConverged([first, second], other, world.space)
  for (const tab of [first, second]) expect(await items(tab)).toEqual(['x by the first 123'])
})
