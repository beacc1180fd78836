import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareUtf8 } from '../../src/order/compare.js'
import { draftSheet } from '../../src/view/sheet/draft.js'
import type { SheetDraft } from '../../src/view/sheet/draft.js'
import { compareSheets, emptySheet, find } from '../../src/view/sheet/sheet.js'
import type { Place, Sheet } from '../../src/view/sheet/sheet.js'

const runs = Math.ceil(Number(process.env['TORSOR_RUNS'] ?? 1000) / 5)

type Entry = readonly [id: string, value: unknown]

/** The rows of a sheet of two columns: the value, and the value again as text. */
function entriesOf({ leaves }: Sheet): Entry[] {
  return leaves.flatMap(({ ids, columns: [values, texts] }) =>
    ids.map((id, at) => {
      expect(texts?.[at]).toBe(String(values?.[at]))
      return [id, values?.[at]] as const
    }),
  )
}

function sortedEntries(map: ReadonlyMap<string, unknown>): Entry[] {
  return [...map].toSorted((a, b) => compareUtf8(a[0], b[0]))
}

const cells = (value: number): readonly unknown[] => [value, String(value)]
const columns = (values: readonly number[]): readonly (readonly unknown[])[] => [values, values.map(String)]

/** Every id of a batch set by itself. */
function sheetOf(ids: readonly string[]): Sheet {
  const draft = draftSheet(emptySheet)
  ids.forEach((id, n) => draft.set(id, cells(n)))
  return draft.finish()
}

// Few letters, so that ids meet again; a surrogate pair and U+FFFF, whose UTF-16 order is not their UTF-8 order.
const id = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '\uffff', '\u{10000}'), minLength: 1, maxLength: 4 })
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('set'), id, value: fc.nat() } as const) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete'), id } as const) },
  {
    weight: 1,
    // In any order, or ascending as a block is.
    arbitrary: fc.record({
      type: fc.constant('setAll'),
      ids: fc.uniqueArray(id, { maxLength: 300 }),
      sorted: fc.boolean(),
      value: fc.nat(),
    } as const),
  },
)

describe('a sheet', () => {
  it('[CO80] holds what a sorted map holds, and older sheets keep what they held', () => {
    fc.assert(
      fc.property(fc.array(fc.array(command, { maxLength: 120 }), { maxLength: 8 }), (batches) => {
        const oracle = new Map<string, unknown>()
        const history: { sheet: Sheet; entries: Entry[] }[] = []
        let sheet = emptySheet
        for (const batch of batches) {
          const draft = draftSheet(sheet)
          for (const now of batch) {
            if (now.type === 'delete') {
              draft.delete(now.id)
              oracle.delete(now.id)
            } else if (now.type === 'set') {
              draft.set(now.id, cells(now.value))
              oracle.set(now.id, now.value)
            } else {
              const ids = now.sorted ? now.ids.toSorted(compareUtf8) : now.ids
              draft.setAll(ids, columns(ids.map((_, n) => now.value + n)))
              ids.forEach((id, n) => oracle.set(id, now.value + n))
            }
          }
          sheet = draft.finish()
          history.push({ sheet, entries: sortedEntries(oracle) })
        }
        for (const { sheet, entries } of history) {
          expect(sheet.size).toBe(entries.length)
          expect(entriesOf(sheet)).toStrictEqual(entries)
          for (const [id, value] of entries) {
            const place = find(sheet, id)
            expect(place?.leaf.columns[0]?.[place.at]).toBe(value)
          }
          for (const leaf of sheet.leaves) expect(leaf.ids.length > 0 && leaf.ids.length <= 128).toBe(true)
        }
        expect(find(sheet, 'd')).toBeUndefined()
      }),
      { numRuns: runs },
    )
  })

  it('[CO80] takes ascending rows above all others leaf by leaf, and copies them', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `row-${String(n).padStart(4, '0')}`)
    const values = ids.map((_, n) => n)
    const draft = draftSheet(sheetOf(['a', 'b']))
    draft.setAll(ids, columns(values))
    const sheet = draft.finish()
    expect(sheet.leaves.map((leaf) => leaf.ids.length)).toStrictEqual([2, 128, 128, 128, 128, 128, 128, 128, 104])
    values.fill(-1)
    expect(entriesOf(sheet).at(-1)).toStrictEqual(['row-0999', 999])
    const first = draftSheet(emptySheet)
    first.setAll(
      ids.map((id) => id.slice(4)),
      columns(values),
    )
    expect(first.finish().leaves.map((leaf) => leaf.ids.length)).toStrictEqual([128, 128, 128, 128, 128, 128, 128, 104])
  })

  it('[CO80] grows to thousands and shrinks to nothing', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `item-${(i * 7919) % 5000}`)
    const full = sheetOf(ids)
    expect(entriesOf(full).map((entry) => entry[0])).toStrictEqual(ids.toSorted())
    const emptied = draftSheet(full)
    for (const id of ids.toReversed()) emptied.delete(id)
    expect(emptied.finish()).toStrictEqual(emptySheet)
    expect(full.size).toBe(5000)
  })

  it('[CO81] copies one leaf when one of 10,000 rows changes', () => {
    const sheet = sheetOf(Array.from({ length: 10_000 }, (_, i) => `item-${(i * 7919) % 10_000}`))
    const before = new Set(sheet.leaves)
    expect(before.size).toBeGreaterThan(10_000 / 129)
    const draft = draftSheet(sheet)
    draft.set('item-5000', cells(-1))
    const copied = draft.finish().leaves.filter((leaf) => !before.has(leaf))
    expect(copied).toHaveLength(1)
    expect(copied[0]?.ids.length).toBeLessThanOrEqual(128)
  })

  it('[CO81] copies of a leaf the columns in which rows change, each once', () => {
    const sheet = sheetOf(Array.from({ length: 100 }, (_, i) => `item-${i}`))
    const [leaf] = sheet.leaves
    const draft = draftSheet(sheet)
    draft.set('item-1', [-1, '1'])
    const [values] = draft.finish().leaves[0]?.columns ?? []
    draft.set('item-2', [-2, '2'])
    const [after] = draft.finish().leaves
    expect(after?.ids).toBe(leaf?.ids)
    expect(after?.columns[1]).toBe(leaf?.columns[1])
    expect(after?.columns[0]).toBe(values)
    expect(entriesOf(sheet).every(([, value]) => Number(value) >= 0)).toBe(true)
  })

  it('[CO81] has leaves of up to 128 rows, and never two neighbours that half of one would hold', () => {
    let sheet = sheetOf(Array.from({ length: 128 }, (_, i) => `item-${(i * 37) % 128}`))
    const widths = (): readonly number[] => sheet.leaves.map((leaf) => leaf.ids.length)
    expect(widths()).toStrictEqual([128])
    const edit = (change: (draft: SheetDraft) => void): void => {
      const draft = draftSheet(sheet)
      change(draft)
      sheet = draft.finish()
    }
    edit((draft) => draft.set('item-5a', cells(0)))
    expect(widths()).toStrictEqual([64, 65])
    edit((draft) => Array.from({ length: 600 }, (_, i) => draft.set(`item-${(i * 7) % 600}`, cells(i))))
    for (const id of [...entriesOf(sheet).keys()].map((i) => `item-${(i * 11) % 600}`)) {
      edit((draft) => draft.delete(id))
      for (const [at, width] of widths().entries()) {
        expect(width).toBeLessThanOrEqual(128)
        expect(width + (widths()[at + 1] ?? 128)).toBeGreaterThan(64)
      }
    }
    expect(sheet.size).toBe(1)
  })

  it('[CO80] gives its leaves back when most of its rows go', () => {
    const sheet = sheetOf(Array.from({ length: 5000 }, (_, i) => `item-${(i * 7919) % 5000}`))
    const draft = draftSheet(sheet)
    for (let i = 0; i < 5000; i++) if (i % 20 !== 0) draft.delete(`item-${i}`)
    const { leaves, size } = draft.finish()
    expect(size).toBe(250)
    expect(leaves.length).toBeLessThan(sheet.leaves.length / 8)
  })

  it('[CO81] compared with another tells of every row that is new or gone, of no leaf that both have, and of one row after either’s end', () => {
    // Enough rows for leaves that both have, before, between and after those that they do not.
    const many = fc.nat({ max: 600 }).map((length) => Array.from({ length }, (_, n) => `row-${String(n).padStart(3, '0')}`))
    const few = fc.array(
      fc.oneof(
        id,
        fc.nat({ max: 700 }).map((n) => `row-${String(n).padStart(3, '0')}`),
      ),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(fc.oneof(many, fc.array(id, { maxLength: 300 })), few, few, fc.boolean(), (first, gone, fresh, isSwapped) => {
        const old = sheetOf(first)
        const draft = draftSheet(old)
        for (const id of gone) draft.delete(id)
        for (const id of fresh) draft.set(id, cells(-1))
        const [before, after] = isSwapped ? [draft.finish(), old] : [old, draft.finish()]
        const shared = new Set(before.leaves.filter((leaf) => after.leaves.includes(leaf)))
        const told: string[] = []
        const idAt = (place: Place | undefined): string | undefined => place?.leaf.ids[place.at]
        compareSheets(before, after, (was, is) => {
          for (const place of [was, is]) if (place !== undefined) expect(shared.has(place.leaf)).toBe(false)
          if (was !== undefined && is !== undefined) expect(idAt(was)).toBe(idAt(is))
          else told.push(idAt(was) ?? idAt(is) ?? '')
        })
        const [left, right] = [before, after].map((sheet) => entriesOf(sheet).map((entry) => entry[0])) as [string[], string[]]
        const different = [...left.filter((id) => !right.includes(id)), ...right.filter((id) => !left.includes(id))].toSorted(compareUtf8)
        const [end = ''] = [left.at(-1) ?? '', right.at(-1) ?? ''].toSorted(compareUtf8)
        const beyond = different.findIndex((id) => compareUtf8(id, end) > 0)
        expect(told).toStrictEqual(beyond < 0 ? different : different.slice(0, beyond + 1))
      }),
      { numRuns: runs },
    )
  })
})
