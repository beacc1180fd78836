import { accumulate, accumulateWords, Algebra, createRegisterPair, load, loadWords, read, swap, WordMap } from '@torsor/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../arbitrary/runs.js'

const CLASSES = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n] as const
const pattern = fc.oneof(fc.constantFrom(...CLASSES), fc.bigInt(0n, 2n ** 64n - 1n))
const group = fc.constantFrom(Algebra.xor, Algebra.sum)
const LENGTH = 8

function combine(algebra: number, a: bigint, b: bigint): bigint {
  return algebra === Algebra.xor ? a ^ b : BigInt.asUintN(64, a + b)
}

test('[CO22] LOAD and READ give back every bit pattern', () => {
  for (const algebra of [Algebra.xor, Algebra.sum] as const) {
    const pair = createRegisterPair(algebra, CLASSES.length)
    for (const [at, value] of CLASSES.entries()) load(pair, at, value)
    for (const [at, value] of CLASSES.entries()) expect(read(pair, at)).toBe(value)
    for (const value of CLASSES)
      for (const difference of CLASSES) {
        load(pair, 0, value)
        accumulate(pair, 0, difference)
        expect(read(pair, 0)).toBe(combine(algebra, value, difference))
        expect(swap(pair).get(0)).toBe(difference === 0n ? undefined : difference)
        expect(read(pair, 0)).toBe(combine(algebra, value, difference))
      }
  }
})

test('[CO22] READ is reference (+) accumulator through any sequence, and SWAP hands out the accumulator without changing READ', () => {
  const operation = fc.oneof(
    fc.record({ type: fc.constantFrom('load' as const, 'accumulate' as const), at: fc.nat(LENGTH - 1), value: pattern }),
    fc.record({ type: fc.constant('swap' as const), at: fc.constant(0), value: fc.constant(0n) }),
  )
  fc.assert(
    fc.property(group, fc.array(operation), (algebra, operations) => {
      const pair = createRegisterPair(algebra, LENGTH)
      const reference = Array.from({ length: LENGTH }, () => 0n)
      const accumulator = Array.from({ length: LENGTH }, () => 0n)
      for (const { type, at, value } of operations) {
        if (type === 'load') {
          load(pair, at, value)
          reference[at] = value
        } else if (type === 'accumulate') {
          accumulate(pair, at, value)
          accumulator[at] = combine(algebra, accumulator[at] ?? 0n, value)
        } else {
          const frozen = swap(pair)
          for (let register = 0; register < LENGTH; register++) {
            expect(frozen.get(register) ?? 0n).toBe(accumulator[register])
            reference[register] = combine(algebra, reference[register] ?? 0n, accumulator[register] ?? 0n)
            accumulator[register] = 0n
          }
        }
        for (let register = 0; register < LENGTH; register++)
          expect(read(pair, register)).toBe(combine(algebra, reference[register] ?? 0n, accumulator[register] ?? 0n))
      }
    }),
    runs(0.5),
  )
})

test('[CO22] whole files', () => {
  fc.assert(
    fc.property(
      group,
      fc.array(fc.tuple(fc.nat(LENGTH - 1), pattern)),
      fc.array(fc.tuple(fc.nat(LENGTH - 1), pattern)),
      (algebra, loaded, accumulated) => {
        const [reference, differences] = [new WordMap(), new WordMap()]
        for (const [at, value] of loaded) reference.set(at, value)
        for (const [at, value] of accumulated) differences.set(at, value)
        const pair = createRegisterPair(algebra, LENGTH)
        load(pair, 0, 99n)
        loadWords(pair, reference)
        accumulateWords(pair, differences)
        for (let at = 0; at < LENGTH; at++)
          expect(read(pair, at)).toBe(combine(algebra, reference.get(at) ?? 0n, differences.get(at) ?? 0n))
      },
    ),
    runs(0.3),
  )
  expect(() => read(createRegisterPair(Algebra.xor, 4), 4)).toThrow(RangeError)
  expect(() => load(createRegisterPair(Algebra.xor, 4), -1, 0n)).toThrow(RangeError)
})
