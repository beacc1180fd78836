import { applyChanges, createView, type ViewState } from '@torsor/core/view'
import { describe, expect, it } from 'vitest'
import { Device } from '../device.js'
import type { TestSchema } from '../schema.js'

const idOf = (n: number): string => `row-${n % 2 === 0 ? '\uffff' : '\u{10000}'}-${n}`

function contentOf({ views }: ViewState<TestSchema>): unknown {
  const { items } = views
  return [items.list(), items.ids().filter((id) => items.isPending(id)), views.site, [...views.sums]]
}

describe('what a view is told', () => {
  it('[RE52] comes as blocks where many rows changed, the dead among them, and shows what an opening shows', () => {
    const device = new Device('00000000000000a0')
    let told = createView(device.memory.schema) as ViewState<TestSchema>
    const tell = (): number => {
      device.memory.touchAll()
      const patches = device.memory.takePatches()
      told = applyChanges(told, { whole: false, ...patches })
      expect(contentOf(told)).toStrictEqual(contentOf(device.view()))
      return patches.rows.filter((patch) => 'ids' in patch).length
    }
    device.mutate([(m) => m.items.upsert('first', { name: 'x' }), (m) => m.sums.add(1, 2n)])
    expect(tell()).toBe(0)
    device.mutate([(m) => Array.from({ length: 500 }, (_, n) => m.items.upsert(idOf(n), { stock: n, labels: ['x'] }))])
    expect(tell()).toBe(1)
    device.mutate([(m) => Array.from({ length: 100 }, (_, n) => m.items.delete(idOf(n * 3))), (m) => m.site.update({ title: 't' })])
    expect(tell()).toBe(1)
    expect(told.views.items.size).toBe(401)
    expect(told.views.items.isPending(idOf(3))).toBe(true)
  })

  it('[RE52] comes in slices of so many values, in the order of the ids', () => {
    const device = new Device('00000000000000a0')
    device.mutate([(m) => Array.from({ length: 100 }, (_, n) => m.items.upsert(idOf(n)))])
    const slices = [...device.memory.allPatches(70)].flatMap(({ rows }) => rows).filter((patch) => 'ids' in patch)
    expect(slices.map(({ ids }) => ids.length)).toStrictEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 10])
    expect(slices.flatMap(({ ids }) => ids)).toStrictEqual(device.view().views.items.ids())
  })
})
