import { describe, expect, it } from 'vitest'
import { applyChanges, createView, overlayIntents } from '../../src/view/index.js'
import type { ViewState } from '../../src/view/index.js'
import { schema } from './schema.js'
import type { TestSchema } from './schema.js'
import { intentsOf } from './writes.js'

const empty = createView(schema)

function patched(
  state: ViewState<TestSchema>,
  table: string,
  entries: readonly (readonly [number, bigint])[],
  whole: boolean = false,
): ViewState<TestSchema> {
  const words = [
    { table, indices: Uint32Array.from(entries, (entry) => entry[0]), values: BigUint64Array.from(entries, (entry) => entry[1]) },
  ]
  return applyChanges(state, { whole, rows: [], words })
}

describe('a view of words', () => {
  it('[CO93] reads every bit as its table says', () => {
    const state = patched(patched(patched(empty, 'raw', [[3, 2n ** 64n - 1n]]), 'signed', [[3, 2n ** 64n - 1n]]), 'sensors', [
      [599, 0x7ff0000000000000n],
    ])
    expect(state.views.raw.get(3)).toBe(2n ** 64n - 1n)
    expect(state.views.signed.get(3)).toBe(-1n)
    expect(state.views.sensors.get(599)).toBe(Infinity)
    expect(state.views.raw.length).toBe(4)
    expect([...state.views.raw]).toStrictEqual([0n, 0n, 0n, 2n ** 64n - 1n])
    expect(state.views.raw.toArray()).toStrictEqual(BigUint64Array.of(0n, 0n, 0n, 2n ** 64n - 1n))
    expect(state.views.sensors.toArray()).toBeInstanceOf(Float64Array)
    expect([...state.views.sensors.toArray()]).toStrictEqual([...state.views.sensors])
    for (const index of [-1, 600, 0.5, Number.NaN]) expect(() => state.views.sensors.get(index)).toThrow(RangeError)
  })

  it('[CO93] hands out copies and keeps its identity until a word changes', () => {
    const state = patched(empty, 'sensors', [
      [0, 1n],
      [300, 2n],
    ])
    state.views.sensors.toArray().fill(7)
    expect(state.views.sensors.get(0)).not.toBe(7)
    expect(patched(state, 'sensors', [[0, 1n]])).toBe(state)
    expect(
      patched(state, 'sensors', [
        [0, 9n],
        [0, 1n],
      ]),
    ).toBe(state)
    const after = patched(state, 'sensors', [[300, 5n]])
    expect(after.views.sensors).not.toBe(state.views.sensors)
    expect(after.views.raw).toBe(state.views.raw)
    expect(state.tables.get('sensors')).toMatchObject({ chunks: { length: 3 } })
    const [old, now] = [state.tables.get('sensors'), after.tables.get('sensors')]
    // Only the chunk of the written word is copied.
    if (old?.kind !== 'words' || now?.kind !== 'words') throw new Error('words expected')
    expect(now.chunks.map((chunk, at) => chunk === old.chunks[at])).toStrictEqual([true, false, true])
  })

  it('[CO86] forgets its words when told to', () => {
    const state = patched(empty, 'sensors', [
      [0, 1n],
      [300, 2n],
    ])
    expect(patched(state, 'sensors', [[300, 2n]], true).views.sensors.get(0)).toBe(0)
    expect(
      patched(
        state,
        'sensors',
        [
          [0, 1n],
          [300, 2n],
        ],
        true,
      ).views.sensors,
    ).toBe(state.views.sensors)
  })

  it('[CO88] leaves out words beyond its length', () => {
    expect(patched(empty, 'raw', [[4, 1n]])).toBe(empty)
    expect(patched(empty, 'raw', [[256, 1n]])).toBe(empty)
  })

  it('[CO93] keeps NaN as one pattern and -0 as it is', () => {
    const state = overlayIntents(
      empty,
      intentsOf(empty, (m) => m.sensors.store([Number.NaN, -0, 0.1, 1e308], 5)),
    )
    expect([5, 6, 7, 8].map((index) => state.views.sensors.get(index))).toStrictEqual([Number.NaN, -0, 0.1, 1e308])
    const [intent] = intentsOf(empty, (m) => m.sensors.store(0, Number.NaN))
    expect(intent).toMatchObject({ type: 'store', values: BigUint64Array.of(0x7ff8000000000000n) })
    // NaNs of other bits, as an array of them may hold.
    const others = new Float64Array(BigUint64Array.of(0x7ff8000000000001n, 0xfff8000000000000n, 0x7ff0000000000001n).buffer)
    expect(intentsOf(empty, (m) => m.sensors.store(others))).toMatchObject([{ values: new BigUint64Array(3).fill(0x7ff8000000000000n) }])
  })
})
