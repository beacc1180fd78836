import { expectConverged } from '../harness/converged.js'
import { expect, test } from '../harness/test.js'

test('[P8] edits that cannot be get a named error, and nothing of them happens', async ({ world }) => {
  const device = await world.device('fixture')
  const tab = await device.open()
  await tab.run(({ space }) => {
    space.mutate((m) => m.items.upsert('x', { name: 'kept', stock: 5 }))
  })
  const truth = await expectConverged([tab], world.relay, world.space)

  const refusals = await tab.run(({ space }) => {
    const before = space.store.getState()
    // What the types refuse, a plain-JavaScript app may still do.
    const mutate = space.mutate as unknown as (
      edit: (m: Record<string, Record<string, (...parameters: unknown[]) => void>>) => unknown,
    ) => unknown
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const edits: Record<string, Parameters<typeof mutate>[0]> = {
      'an async function': async (m) => {
        m['items']?.['add']?.('x', { stock: 1 })
        await Promise.resolve()
      },
      'an unknown field': (m) => m['items']?.['update']?.('x', { name: 'changed', colour: 'red' }),
      'a date': (m) => m['items']?.['update']?.('x', { name: new Date(0) }),
      'a date inside': (m) => m['items']?.['update']?.('x', { place: { lat: 1, long: new Date(0) } }),
      'a function': (m) => m['items']?.['update']?.('x', { name: () => 'text' }),
      'something that contains itself': (m) => m['items']?.['update']?.('x', { place: cyclic }),
      'not a number': (m) => m['items']?.['update']?.('x', { place: { lat: Number.NaN, long: 0 } }),
      'half a character': (m) => m['items']?.['update']?.('x', { name: '\uD800' }),
      'adding to a text': (m) => m['items']?.['add']?.('x', { name: 1 }),
      'an error half-way': (m) => {
        m['items']?.['add']?.('x', { stock: 1 })
        throw new TypeError('of the app')
      },
    }
    const codes = Object.entries(edits).map(([name, edit]) => {
      try {
        mutate(edit)
        return [name, 'accepted']
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        return [name, code ?? message]
      }
    })
    return { codes: Object.fromEntries(codes) as Record<string, string>, same: space.store.getState() === before }
  })

  expect(refusals).toEqual({
    codes: {
      'an async function': 'mutator-async',
      'an unknown field': 'unknown-field',
      'a date': 'value-not-storable',
      'a date inside': 'value-not-storable',
      'a function': 'value-not-storable',
      'something that contains itself': 'value-not-storable',
      'not a number': 'value-not-storable',
      'half a character': 'value-not-storable',
      'adding to a text': 'wrong-verb',
      'an error half-way': 'of the app',
    },
    same: true,
  })
  expect((await tab.status()).pending).toBe(0)
  expect(await expectConverged([tab], world.relay, world.space)).toEqual(truth)
})
