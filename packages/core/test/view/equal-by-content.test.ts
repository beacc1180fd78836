import { describe, expect, it } from 'vitest'
import { applyChanges, createView, equalByContent, overlayIntents } from '../../src/view/index.js'
import { schema } from './schema.js'
import { intentsOf } from './writes.js'

describe('equality by content', () => {
  it('[CO105] compares arrays and plain objects one level deep', () => {
    const inner = { x: 1 }
    const equal: readonly (readonly [unknown, unknown])[] = [
      [Number.NaN, Number.NaN],
      [[], []],
      [
        [1, inner],
        [1, inner],
      ],
      [{}, {}],
      [
        { a: inner, b: undefined },
        { b: undefined, a: inner },
      ],
      [Object.create(null), {}],
    ]
    const different: readonly (readonly [unknown, unknown])[] = [
      [0, -0],
      [1, 1n],
      [null, {}],
      [null, undefined],
      [[], {}],
      [[], { length: 0 }],
      [[1], [1, 2]],
      [[{}], [{}]],
      [{ a: 1 }, { a: 2 }],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: undefined }, { b: undefined }],
      [{ a: { x: 1 } }, { a: { x: 1 } }],
      [new Set(), new Set()],
      [new Map(), new Map()],
      [new Date(0), new Date(0)],
      [Uint8Array.of(1), Uint8Array.of(1)],
      [{ toString: 1 }, { a: 1 }],
    ]
    for (const [a, b] of equal) expect(equalByContent(a, b) && equalByContent(b, a)).toBe(true)
    for (const [a, b] of different) expect(equalByContent(a, b) || equalByContent(b, a)).toBe(false)
  })

  it('[CO105] never looks into a view', () => {
    const empty = createView(schema)
    const one = overlayIntents(
      empty,
      intentsOf(empty, (m) => m.items.upsert('a')),
    )
    const two = overlayIntents(
      one,
      intentsOf(
        one,
        (m) => m.items.update('a', { name: 'x' }),
        (m) => m.sensors.store(0, 1),
      ),
    )
    expect(equalByContent(one.views.items, two.views.items)).toBe(false)
    expect(equalByContent(one.views.sensors, two.views.sensors)).toBe(false)
    expect(equalByContent(one.views, { ...one.views })).toBe(true)
  })

  it('[CO105] does not read a counter that throws', () => {
    const unsafe = (pending: boolean, name: string): object => {
      const fields = [name, null, undefined, 2n ** 60n, 0, 0, undefined, undefined, new Map(), new Map(), [], []]
      return (
        applyChanges(createView(schema), { whole: false, rows: [{ table: 'items', id: 'a', fields, pending }], words: [] }).views.items.get(
          'a',
        ) ?? {}
      )
    }
    const throwing = (): object => Object.defineProperty({}, 'n', { enumerable: true, get: () => expect.unreachable() })
    expect(equalByContent(throwing(), throwing())).toBe(false)
    const record = unsafe(false, 'x')
    expect(equalByContent(record, record)).toBe(true)
    expect(equalByContent(record, unsafe(false, 'x'))).toBe(false)
  })
})
