import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChanges, createEdits, createView, overlayIntents } from '../../src/view/index.js'
import type { Intent, RowPatch, ViewState, WordsPatch } from '../../src/view/index.js'
import { contentOf } from './content.js'
import { Engine } from './engine.js'
import { schema } from './schema.js'
import type { TestSchema } from './schema.js'
import { ids, intentsOf, writes } from './writes.js'
import type { Write } from './writes.js'

const runs = Math.ceil(Number(process.env['TORSOR_RUNS'] ?? 1000) / 4)

const empty = createView(schema)
const batch = fc.array(writes, { maxLength: 8 })

/** A view in which some records are pending, and some are not. */
function viewOf(durable: readonly Write[], pending: readonly Write[]): ViewState<TestSchema> {
  const engine = new Engine()
  engine.apply(intentsOf(empty, ...durable))
  const state = applyChanges(empty, engine.changes())
  return overlayIntents(state, intentsOf(state, ...pending))
}

function contentAndMarksOf(state: ViewState<TestSchema>): unknown {
  const { items } = state.views
  return [contentOf(state), [...ids, ...items.ids()].filter((id) => items.isPending(id))]
}

function rowsOf(targets: readonly (Intent | RowPatch | WordsPatch)[]): ReadonlySet<string> {
  return new Set(targets.flatMap((target) => ('id' in target ? [JSON.stringify([target.table, target.id])] : [])))
}

function tablesOf(targets: readonly (Intent | RowPatch | WordsPatch)[]): ReadonlySet<string> {
  return new Set(targets.flatMap((target) => ('id' in target ? [] : [target.table])))
}

/** What is shown, once what these targets touch is as the base has it, with the intents above. */
function settled(
  shown: ViewState<TestSchema>,
  base: ViewState<TestSchema>,
  targets: readonly (Intent | RowPatch | WordsPatch)[],
  above: readonly Intent[],
): ViewState<TestSchema> {
  const edits = createEdits(base)
  targets.forEach(edits.touch)
  above.filter(edits.touches).forEach(edits.apply)
  const changes = edits.changes()
  // The cost follows what is touched: no other row is taken up, and no other table of words.
  expect(rowsOf(changes.rows as readonly RowPatch[])).toStrictEqual(rowsOf(targets))
  expect(tablesOf(changes.words)).toStrictEqual(tablesOf(targets))
  return applyChanges(shown, changes)
}

describe('the edits of a view', () => {
  it('[CO90] take an overlay away from below another', () => {
    fc.assert(
      fc.property(batch, batch, batch, batch, (durable, pending, first, second) => {
        const base = viewOf(durable, pending)
        const below = intentsOf(base, ...first)
        const between = overlayIntents(base, below)
        const above = intentsOf(between, ...second)
        const after = settled(overlayIntents(between, above), base, below, above)
        expect(contentAndMarksOf(after)).toStrictEqual(contentAndMarksOf(overlayIntents(base, above)))
      }),
      { numRuns: runs },
    )
  })

  it('[CO90] show what others changed below an overlay', () => {
    fc.assert(
      fc.property(batch, batch, batch, batch, (durable, pending, others, own) => {
        const base = viewOf(durable, pending)
        const above = intentsOf(base, ...own)
        const told = createEdits(base)
        intentsOf(base, ...others).forEach(told.apply)
        const changes = told.changes()
        const after = settled(
          overlayIntents(base, above),
          applyChanges(base, changes),
          [...(changes.rows as readonly RowPatch[]), ...changes.words],
          above,
        )
        expect(contentAndMarksOf(after)).toStrictEqual(contentAndMarksOf(overlayIntents(applyChanges(base, changes), above)))
      }),
      { numRuns: runs },
    )
  })

  it('[CO92] leave a record pending, or not, of which they change nothing', () => {
    const held = viewOf([(m) => m.items.upsert('a'), (m) => m.items.upsert('b')], [(m) => m.items.update('a', { name: 'x' })])
    const nothing = intentsOf(
      held,
      (m) => m.items.remove('a', { labels: 'x' }),
      (m) => m.items.remove('b', { labels: 'x' }),
      (m) => m.items.remove('nobody', { labels: 'x' }),
    )
    expect(nothing).toHaveLength(3)
    expect(['a', 'b'].map((id) => held.views.items.isPending(id))).toStrictEqual([true, false])
    expect(overlayIntents(held, nothing)).toBe(held)
  })

  it('[CO88] take up words that only another version of the schema has, and show none', () => {
    const edits = createEdits(empty)
    edits.touch({ table: 'raw', indices: Uint32Array.of(3, 4, 1000), values: BigUint64Array.of(1n, 1n, 1n) })
    expect(applyChanges(empty, edits.changes())).toBe(empty)
  })

  it('[CO89] refuse an intent that does not fit the schema', () => {
    const bad: readonly Intent[] = [
      { type: 'delete', table: 'nothing', id: 'a' },
      { type: 'update', table: 'raw', id: 'a', set: {} },
      { type: 'accumulate', table: 'nothing', index: 0, by: 1n },
      { type: 'accumulate', table: 'items', index: 0, by: 1n },
      { type: 'store', table: 'items', offset: 0, values: BigUint64Array.of(1n) },
    ]
    for (const intent of bad) {
      const refusal = expect.objectContaining({ code: 'schema-mismatch', data: { table: intent.table } })
      expect(() => overlayIntents(empty, [intent])).toThrow(refusal)
    }
  })
})
