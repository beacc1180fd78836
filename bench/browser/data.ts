/** One record of the workloads: a string of 10 characters, an integer, a number of 2 decimals, a tag of 4 characters. */
export interface Item {
  readonly name: string
  readonly quantity: number
  readonly price: number
  readonly tag: string
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The nth record, the same in every process: who reads it can tell whether it is right. */
export function itemAt(n: number): Item {
  const random = mix(n)
  const character = (index: number): string => letters[mix(random + index) % letters.length] ?? ''
  return {
    name: Array.from({ length: 10 }, (_, index) => character(index)).join(''),
    quantity: random % 10_000,
    price: (mix(random + 10) % 100_000) / 100,
    tag: Array.from({ length: 4 }, (_, index) => character(11 + index)).join(''),
  }
}

export function idAt(n: number): string {
  return `item-${String(n).padStart(6, '0')}`
}

/** What is wrong with the records that `get` gives, or null. */
export function firstWrong(count: number, size: number, get: (id: string) => Item | undefined): string | null {
  if (size !== count) return `${size} records instead of ${count}`
  for (let n = 0; n < count; n++) {
    const wanted = itemAt(n)
    const found = get(idAt(n))
    if (found === undefined) return `${idAt(n)} is missing`
    for (const field of ['name', 'quantity', 'price', 'tag'] as const)
      if (found[field] !== wanted[field]) return `${idAt(n)}.${field} is ${found[field]} instead of ${wanted[field]}`
  }
  return null
}

/** A 32-bit finalizer: neighbours come out unlike each other. */
function mix(n: number): number {
  let mixed = (n + 0x9e3779b9) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
