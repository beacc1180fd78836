import { Algebra, WordMap } from '@torsor/core'
import {
  accumulate,
  accumulateBatch,
  accumulateWords,
  createJavaScriptKernel,
  createRegisterPair,
  createWasmKernel,
  type Kernel,
  load,
  loadWords,
  read,
  type RegisterPair,
  swap,
} from '@torsor/core/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../arbitrary/runs.js'
import { composed } from '../kernel/contract.js'

const CLASSES = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n] as const
const pattern = fc.oneof(fc.constantFrom(...CLASSES), fc.bigInt(0n, 2n ** 64n - 1n))
const group = fc.constantFrom(Algebra.xor, Algebra.sum)
const LENGTH = 11
const BYTES = 4096

function readAll(pair: RegisterPair): bigint[] {
  return Array.from({ length: pair.length }, (_, at) => read(pair, at))
}

const kernels: readonly [string, () => Kernel | null][] = [
  ['no kernel', () => null],
  ['the JavaScript kernel', () => createJavaScriptKernel(BYTES)],
  ['the WASM kernel', () => createWasmKernel(BYTES) ?? null],
]

describe.each(kernels)('with %s', (_name, createKernel) => {
  test('[CO22] LOAD and READ give back every bit pattern', () => {
    for (const algebra of [Algebra.xor, Algebra.sum] as const) {
      const pair = createRegisterPair(algebra, CLASSES.length, createKernel())
      for (const [at, value] of CLASSES.entries()) load(pair, at, value)
      for (const [at, value] of CLASSES.entries()) expect(read(pair, at)).toBe(value)
      for (const value of CLASSES)
        for (const difference of CLASSES) {
          load(pair, 0, value)
          accumulate(pair, 0, difference)
          expect(read(pair, 0)).toBe(composed(algebra, value, difference))
          expect(swap(pair).get(0)).toBe(difference === 0n ? undefined : difference)
          expect(read(pair, 0)).toBe(composed(algebra, value, difference))
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
        const pair = createRegisterPair(algebra, LENGTH, createKernel())
        const reference = Array.from({ length: LENGTH }, () => 0n)
        const accumulator = Array.from({ length: LENGTH }, () => 0n)
        for (const { type, at, value } of operations) {
          if (type === 'load') {
            load(pair, at, value)
            reference[at] = value
          } else if (type === 'accumulate') {
            accumulate(pair, at, value)
            accumulator[at] = composed(algebra, accumulator[at] ?? 0n, value)
          } else {
            const frozen = swap(pair)
            for (let register = 0; register < LENGTH; register++) {
              expect(frozen.get(register) ?? 0n).toBe(accumulator[register])
              reference[register] = composed(algebra, reference[register] ?? 0n, accumulator[register] ?? 0n)
              accumulator[register] = 0n
            }
          }
          expect(readAll(pair)).toEqual(reference.map((value, register) => composed(algebra, value, accumulator[register] ?? 0n)))
        }
      }),
      runs(0.3),
    )
  })

  test('[CO22] whole files and batches', () => {
    const words = fc.array(fc.tuple(fc.nat(LENGTH - 1), pattern))
    fc.assert(
      fc.property(group, words, words, words, (algebra, loaded, accumulated, batch) => {
        const [reference, differences] = [new WordMap(), new WordMap()]
        for (const [at, value] of loaded) reference.set(at, value)
        for (const [at, value] of accumulated) differences.set(at, value)
        const kernel = createKernel()
        const pair = createRegisterPair(algebra, LENGTH, kernel)
        load(pair, 0, 99n)
        loadWords(pair, reference)
        accumulateWords(pair, differences)
        const expected = Array.from({ length: LENGTH }, (_, at) => composed(algebra, reference.get(at) ?? 0n, differences.get(at) ?? 0n))
        expect(readAll(pair)).toEqual(expected)
        const indices = kernel?.allocateIndices(batch.length) ?? new Uint32Array(batch.length)
        const halves = kernel?.allocateWords(batch.length) ?? new Int32Array(batch.length * 2)
        for (const [next, [at, value]] of batch.entries()) {
          indices[next] = at
          halves.set(new Int32Array(BigUint64Array.of(value).buffer), next * 2)
          expected[at] = composed(algebra, expected[at] ?? 0n, value)
        }
        accumulateBatch(pair, indices, halves)
        expect(readAll(pair)).toEqual(expected)
      }),
      runs(0.3),
    )
  })

  test('[CO114] a register outside of the file is a RangeError, and nothing has changed', () => {
    const kernel = createKernel()
    const pair = createRegisterPair(Algebra.sum, 4, kernel)
    for (let at = 0; at < 4; at++) load(pair, at, BigInt(at + 1))
    const words = new WordMap()
    for (const at of [0, 1, 4]) words.set(at, 7n)
    const indices = kernel?.allocateIndices(2) ?? new Uint32Array(2)
    const halves = kernel?.allocateWords(2) ?? new Int32Array(4)
    indices.set([1, 4])
    halves.fill(1)
    for (const at of [-1, 4, 0.5, Number.NaN]) {
      expect(() => read(pair, at)).toThrow(RangeError)
      expect(() => load(pair, at, 0n)).toThrow(RangeError)
      expect(() => accumulate(pair, at, 1n)).toThrow(RangeError)
    }
    expect(() => loadWords(pair, words)).toThrow(RangeError)
    expect(() => accumulateWords(pair, words)).toThrow(RangeError)
    expect(() => accumulateBatch(pair, indices, halves)).toThrow(RangeError)
    expect(() => accumulateBatch(pair, indices.subarray(0, 1), halves)).toThrow(RangeError)
    expect(readAll(pair)).toEqual([1n, 2n, 3n, 4n])
    expect(swap(pair).size).toBe(0)
  })
})
