import type { TableLayout } from '../../schema/index.js'
import { maxInt64, minInt64 } from '../../value/value.js'
import type { Intent } from '../intent.js'
import { numberBits } from '../words/bits.js'
import { notTaken, wrongVerb } from './refusals.js'

const maxUint64 = 2n ** 64n - 1n

/** The verb by which words change that merge so. */
const verbs = { xor: 'xor', sum: 'add' } as const

/** What `store` says: a word, or several in a row; null for none. */
export function storeIntent(layout: TableLayout, first: unknown, second: unknown): Intent | null {
  const [offset, values] = typeof first === 'number' ? [first, [second]] : [second ?? 0, first]
  if (!isList(values)) throw notTaken(layout.name, 'an index and a value, or an array of values', values)
  if (values.length === 0) return null
  checkIndex(layout, offset)
  checkIndex(layout, offset + values.length - 1)
  const words = BigUint64Array.from({ length: values.length }, (_, at) => wordOf(layout, values[at], `${layout.name}[${offset + at}]`))
  return { type: 'store', table: layout.name, offset, values: words }
}

/** What `xor` and `add` say; null for a change by nothing. */
export function accumulateIntent(layout: TableLayout, verb: string, index: unknown, by: unknown): Intent | null {
  const { name: table, merge = 'xor' } = layout
  if (verb !== verbs[merge]) throw wrongVerb(table, verb, `words table that merges by ${merge}`, [verbs[merge]])
  checkIndex(layout, index)
  const word = integer(by, minInt64, maxUint64, `${table}[${index}]`)
  return word === 0n ? null : { type: 'accumulate', table, index, by: merge === 'sum' ? BigInt.asIntN(64, word) : BigInt.asUintN(64, word) }
}

function wordOf({ as }: TableLayout, value: unknown, path: string): bigint {
  if (as === 'f64') {
    if (typeof value !== 'number') throw notTaken(path, 'a number', value)
    return numberBits(value)
  }
  return BigInt.asUintN(64, as === 'i64' ? integer(value, minInt64, maxInt64, path) : integer(value, 0n, maxUint64, path))
}

function integer(value: unknown, low: bigint, high: bigint, path: string): bigint {
  if (typeof value !== 'bigint' || value < low || value > high) throw notTaken(path, `a bigint from ${low} to ${high}`, value)
  return value
}

function isList(values: unknown): values is ArrayLike<unknown> {
  return typeof values === 'object' && values !== null && 'length' in values && Number.isInteger(values.length)
}

function checkIndex({ name, length = 0 }: TableLayout, index: unknown): asserts index is number {
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < length) return
  throw notTaken(`${name}[${String(index)}]`, `an index from 0 to ${length - 1}`, index)
}
