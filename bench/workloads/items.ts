import type { Random } from '../harness/random.js'
import type { Edit, Fields, Item } from '../libraries/library.js'

/** The records of `load`, `apply` and `reconnect`. */
export const itemFields = ['name', 'quantity', 'price', 'tag'] as const

/** r100, r101, …: of four characters and more. */
export function itemId(number: number): string {
  return `r${100 + number}`
}

const valueOf: Readonly<Record<(typeof itemFields)[number], (random: Random) => string | number>> = {
  name: (random) => random.text(10),
  quantity: (random) => random.below(10_000),
  price: (random) => random.below(100_000) / 100,
  tag: (random) => random.text(4),
}

export function createItems(random: Random, count: number): Item[] {
  return Array.from({ length: count }, (_, number) => ({
    id: itemId(number),
    fields: Object.fromEntries(itemFields.map((field) => [field, valueOf[field](random)])),
  }))
}

/** Edits of the first records, cell by cell, numbered record by record. Each changes its cell: setting what is there may be no edit. */
export function createEditor(random: Random, items: readonly Item[]): (cell: number) => Edit {
  const values = new Map<number, string | number>()
  return (cell) => {
    const record = Math.floor(cell / itemFields.length)
    const field = itemFields[cell % itemFields.length] ?? 'name'
    const before = values.get(cell) ?? items[record]?.fields[field]
    let value = valueOf[field](random)
    while (value === before) value = valueOf[field](random)
    values.set(cell, value)
    return { id: itemId(record), field, value }
  }
}

/** The records as one object by id: what an app without a library would store. */
export function rawJson(items: readonly Item[]): string {
  return JSON.stringify(Object.fromEntries(items.map(({ id, fields }) => [id, fields])))
}

export function* batchesOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}

/** What reading everything comes to, so that no read can be left out, and two ways to read can be compared. */
export class Checksum {
  records = 0
  #sum = 0

  readonly add = (id: string, fields: Fields): void => {
    this.records++
    for (const field of itemFields) {
      const value = fields[field] ?? ''
      this.#sum =
        (this.#sum + (typeof value === 'number' ? Math.round(value * 100) : value.length * 7 + value.charCodeAt(0)) + id.length) %
        0x1000_0000
    }
  }

  get value(): number {
    return this.#sum
  }
}

export function checksumOf(items: readonly Item[]): Checksum {
  const checksum = new Checksum()
  for (const { id, fields } of items) checksum.add(id, fields)
  return checksum
}
