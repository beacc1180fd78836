import type { RegisterAlgebra } from '@torsor/core/kernel'
import type { CreateKernel } from './bank.js'

export interface Merged {
  /** Orders tried: every permutation of the banks, one after the other, and once in pairs, then pairs of pairs. */
  readonly orders: number
  /** Orders whose bytes differ from the first's. */
  readonly different: number
  /** What the first order came to. */
  readonly value: Int32Array
}

/** Merges what the banks hold, in every order. */
export function mergeInEveryOrder(createKernel: CreateKernel, algebra: RegisterAlgebra, values: readonly Int32Array[]): Merged {
  const banks = values.length
  const words = (values[0]?.length ?? 0) / 2
  const kernel = createKernel((banks * 2 + 1) * (words * 8 + 16))
  const copy = (from: Int32Array): Int32Array => {
    const array = kernel.allocateWords(words)
    array.set(from)
    return array
  }
  const held = values.map(copy)
  const partial = Array.from({ length: banks + 1 }, () => kernel.allocateWords(words))
  let first: Int32Array | undefined
  let orders = 0
  let different = 0

  const take = (value: Int32Array): void => {
    orders++
    if (first === undefined) first = value.slice()
    else if (!equalHalves(first, value)) different++
  }

  // Permutations that begin alike share what they begin with: 8 banks need 109,600 merges and not 282,240.
  const used = values.map(() => false)
  const extend = (merged: number): void => {
    const before = partial[merged] as Int32Array
    if (merged === banks) return take(before)
    const after = partial[merged + 1] as Int32Array
    for (let bank = 0; bank < banks; bank++) {
      if (used[bank] === true) continue
      used[bank] = true
      after.set(before)
      kernel.combine(algebra, after, held[bank] as Int32Array)
      extend(merged + 1)
      used[bank] = false
    }
  }
  extend(0)

  // Last, because it merges in place.
  for (let apart = 1; apart < banks; apart *= 2)
    for (let at = 0; at + apart < banks; at += apart * 2) kernel.combine(algebra, held[at] as Int32Array, held[at + apart] as Int32Array)
  take(held[0] as Int32Array)

  return { orders, different, value: first ?? new Int32Array(0) }
}

export function equalHalves(one: Int32Array, other: Int32Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return one.length === other.length
}
