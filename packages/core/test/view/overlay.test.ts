import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChanges, createView, overlayIntents } from '../../src/view/index.js'
import { contentOf } from './content.js'
import { Engine } from './engine.js'
import { schema } from './schema.js'
import { intentsOf, writes } from './writes.js'

const runs = Number(process.env['TORSOR_RUNS'] ?? 1000)

describe('an overlay', () => {
  it('[CO90] shows what the engine will say, and then nothing is new', () => {
    fc.assert(
      fc.property(fc.array(fc.array(writes, { maxLength: 5 }), { maxLength: 8 }), (batches) => {
        const engine = new Engine()
        let shown = createView(schema)
        for (const batch of batches) {
          const intents = intentsOf(shown, ...batch)
          engine.apply(structuredClone(intents))
          const overlaid = overlayIntents(shown, intents)
          expect(contentOf(overlaid)).toStrictEqual(contentOf(applyChanges(createView(schema), engine.changes())))
          shown = applyChanges(overlaid, engine.changes())
          expect(shown.views.items.list()).toBe(overlaid.views.items.list())
          expect(shown.views.site).toBe(overlaid.views.site)
          expect(shown.views.sensors).toBe(overlaid.views.sensors)
        }
      }),
      { numRuns: runs },
    )
  })

  it('[CO90] of several calls is the overlay of all their intents', () => {
    fc.assert(
      fc.property(fc.array(writes, { maxLength: 4 }), fc.array(writes, { maxLength: 4 }), (first, second) => {
        const empty = createView(schema)
        const one = intentsOf(empty, ...first)
        const between = overlayIntents(empty, one)
        const two = intentsOf(between, ...second)
        expect(contentOf(overlayIntents(between, two))).toStrictEqual(contentOf(overlayIntents(empty, [...one, ...two])))
      }),
      { numRuns: Math.ceil(runs / 4) },
    )
  })

  it('[CO91] makes a record of a write to an id that the view does not hold, but of a remove', () => {
    const empty = createView(schema)
    const added = overlayIntents(
      empty,
      intentsOf(empty, (m) => m.items.add('sku-1', { stock: 2 })),
    )
    expect(added.views.items.get('sku-1')).toMatchObject({ id: 'sku-1', name: '', stock: 2 })
    expect(added.views.items.isPending('sku-1')).toBe(true)
    expect(
      overlayIntents(
        empty,
        intentsOf(empty, (m) => m.items.remove('sku-1', { labels: 'x' })),
      ),
    ).toBe(empty)
    expect(
      overlayIntents(
        empty,
        intentsOf(empty, (m) => m.items.delete('sku-1')),
      ),
    ).toBe(empty)
  })

  it('[CO91] begins a new life after a delete in the same call', () => {
    const empty = createView(schema)
    const state = overlayIntents(
      empty,
      intentsOf(
        empty,
        (m) => m.items.upsert('a', { stock: 5, labels: ['x'] }),
        (m) => m.items.delete('a'),
        (m) => m.items.add('a', { stock: 1 }),
      ),
    )
    expect(state.views.items.get('a')).toMatchObject({ stock: 1, labels: new Set() })
  })

  it('[CO92] marks what it touches as pending, and a put that changes nothing touches nothing', () => {
    const empty = createView(schema)
    const held = applyChanges(
      overlayIntents(
        empty,
        intentsOf(empty, (m) => m.items.upsert('a', { labels: ['x'] })),
      ),
      {
        whole: false,
        rows: [
          {
            table: 'items',
            id: 'a',
            fields: ['', null, undefined, 0, 0, 0, undefined, undefined, new Map(), new Map(), [], ['x']],
            pending: false,
          },
        ],
        words: [],
      },
    )
    expect(held.views.items.isPending('a')).toBe(false)
    expect(
      overlayIntents(
        held,
        intentsOf(held, (m) => m.items.put('a', { labels: 'x' })),
      ),
    ).toBe(held)
    const same = overlayIntents(
      held,
      intentsOf(held, (m) => m.items.update('a', { name: '' })),
    )
    expect(same.views.items.isPending('a')).toBe(true)
    expect(same.views.items.get('a')).toBe(held.views.items.get('a'))
  })
})
