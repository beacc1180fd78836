import type { TableLayout } from '../../schema/index.js'
import { minInt64 } from '../../value/index.js'
import { numberBits } from '../words/bits.js'
import type { Collector } from './collector.js'
import { notStorable, wrongVerb } from './refusals.js'
import { describe } from './units.js'

const maxUint64 = 2n ** 64n - 1n

export interface WordsVerbs {
  store(first: unknown, second?: unknown): void
  xor(index: unknown, bits: unknown): void
  add(index: unknown, delta: unknown): void
}

export function wordsVerbs(layout: TableLayout, collector: Collector): WordsVerbs {
  const table = layout.name
  const accumulate = (merge: 'xor' | 'sum', verb: string, index: unknown, by: unknown): void => {
    collector.assertOpen()
    if (layout.merge !== merge)
      throw wrongVerb(table, verb, `words table that merges by ${layout.merge}`, layout.merge === 'xor' ? 'xor' : 'add')
    checkIndex(layout, index)
    const path = `${table}[${index}]`
    if (typeof by !== 'bigint' || by < minInt64 || by > maxUint64)
      throw notStorable(path, `a word takes a bigint of 64 bits, not ${describe(by)}`)
    if (by !== 0n) collector.add({ type: 'accumulate', table, index, by: merge === 'sum' ? BigInt.asIntN(64, by) : BigInt.asUintN(64, by) })
  }
  return {
    store: (first, second) => {
      collector.assertOpen()
      const [offset, values] = typeof first === 'number' ? [first, [second]] : [second ?? 0, listOf(table, first)]
      if (values.length === 0) return
      checkIndex(layout, offset)
      checkIndex(layout, offset + values.length - 1)
      const words = BigUint64Array.from({ length: values.length }, (_, at) => wordOf(layout, values[at], `${table}[${offset + at}]`))
      collector.add({ type: 'store', table, offset, values: words })
    },
    xor: (index, bits) => accumulate('xor', 'xor', index, bits),
    add: (index, delta) => accumulate('sum', 'add', index, delta),
  }
}

function wordOf(layout: TableLayout, value: unknown, path: string): bigint {
  if (layout.as === 'f64') {
    if (typeof value !== 'number') throw notStorable(path, `an f64 word takes a number, not ${describe(value)}`)
    return numberBits(value)
  }
  const [low, high] = layout.as === 'i64' ? [minInt64, 2n ** 63n - 1n] : [0n, maxUint64]
  if (typeof value !== 'bigint' || value < low || value > high) {
    throw notStorable(path, `a word takes a bigint from ${low} to ${high}, not ${describe(value)}`)
  }
  return BigInt.asUintN(64, value)
}

function listOf(table: string, values: unknown): ArrayLike<unknown> {
  if (typeof values === 'object' && values !== null && 'length' in values && Number.isInteger(values.length))
    return values as ArrayLike<unknown>
  throw notStorable(table, `store takes an index and a value, or an array of values, not ${describe(values)}`)
}

function checkIndex(layout: TableLayout, index: unknown): asserts index is number {
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < (layout.length ?? 0)) return
  throw notStorable(`${layout.name}[${String(index)}]`, `an index is an integer from 0 to ${(layout.length ?? 0) - 1}`)
}
