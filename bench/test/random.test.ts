import { expect, test } from 'vitest'
import { createRandom } from '../harness/random.js'
import { batchesOf, Checksum, checksumOf, createEditor, createItems, itemFields, rawJson } from '../workloads/items.js'

test('the same seed gives the same values, another one others', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed)
    return [random.below(1_000_000), random.uint64(), random.text(10), random.choose(13, 256)]
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})

test('numbers are in range, texts of their length, and those chosen are different', () => {
  const random = createRandom(3)
  const drawn = Array.from({ length: 10_000 }, () => random.below(10))
  expect(Math.min(...drawn)).toBe(0)
  expect(Math.max(...drawn)).toBe(9)
  expect(random.text(12)).toMatch(/^[A-Za-z0-9]{12}$/)
  expect(random.choose(256, 256).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, n) => n))
  expect(() => random.choose(3, 2)).toThrow(RangeError)
})

test('records have the fields and ids that the workloads state', () => {
  const items = createItems(createRandom(4), 1_000)
  expect(new Set(items.map(({ id }) => id.length))).toEqual(new Set([4, 5]))
  for (const { fields } of items) {
    expect(Object.keys(fields)).toEqual([...itemFields])
    expect(fields['name']).toHaveLength(10)
    expect(fields['tag']).toHaveLength(4)
    expect(Number.isInteger(fields['quantity'])).toBe(true)
    expect(Number(Number(fields['price']).toFixed(2))).toBe(fields['price'])
  }
  expect(Object.keys(JSON.parse(rawJson(items)) as object)).toHaveLength(1_000)
  expect([...batchesOf(items, 300)].map((batch) => batch.length)).toEqual([300, 300, 300, 100])
})

test('every edit changes its cell', () => {
  const random = createRandom(5)
  const items = createItems(random, 2)
  const edit = createEditor(random, items)
  const shown = new Map(items.map(({ id, fields }) => [id, { ...fields }]))
  for (let count = 0; count < 5_000; count++) {
    const { id, field, value } = edit(random.below(8))
    const record = shown.get(id)
    if (record === undefined) throw new Error(`No record ${id}.`)
    expect(record[field]).not.toBe(value)
    record[field] = value
  }
})

test('a checksum tells a changed field, whatever the order of reading', () => {
  const items = createItems(createRandom(6), 50)
  const reversed = new Checksum()
  for (const { id, fields } of items.toReversed()) reversed.add(id, fields)
  expect(reversed.value).toBe(checksumOf(items).value)
  const [first, ...rest] = items
  if (first === undefined) throw new Error('No items.')
  expect(checksumOf([{ ...first, fields: { ...first.fields, price: -1 } }, ...rest]).value).not.toBe(reversed.value)
})
