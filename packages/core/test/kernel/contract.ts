import { Algebra } from '@torsor/core'
import type { Kernel, RegisterAlgebra } from '@torsor/core/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RunParameters } from '../arbitrary/runs.js'

const CLASSES = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n] as const
const BYTES = 16_384
const CANARY = 0x0123_4567_89ab_cdefn

const word = fc.oneof(fc.constantFrom(...CLASSES), fc.bigInt(0n, 2n ** 64n - 1n))
/** Lengths on both sides of every unrolled loop. */
const words = fc.array(word, { maxLength: 70, size: 'max' })
const group = fc.constantFrom(Algebra.xor, Algebra.sum)
/** Words that are allocated before, so that arrays begin anywhere. */
const skipped = fc.nat(5)

export function composed(algebra: RegisterAlgebra, one: bigint, other: bigint): bigint {
  return algebra === Algebra.xor ? one ^ other : BigInt.asUintN(64, one + other)
}

function write(halves: Int32Array, values: readonly bigint[]): Int32Array {
  for (const [at, value] of values.entries()) {
    halves[at * 2] = Number(BigInt.asIntN(32, value))
    halves[at * 2 + 1] = Number(BigInt.asIntN(32, value >> 32n))
  }
  return halves
}

function wordsOf(halves: Int32Array): bigint[] {
  const list: bigint[] = []
  for (let at = 0; at < halves.length; at += 2) list.push((BigInt((halves[at + 1] ?? 0) >>> 0) << 32n) | BigInt((halves[at] ?? 0) >>> 0))
  return list
}

/** What every kernel must do; `create` makes one with that many bytes of memory. */
export function kernelContract(name: Kernel['name'], create: (bytes: number) => Kernel, runs: RunParameters): void {
  /** The memory from the first array to the last, in which nothing but the target may change. */
  const room = (before: number): { kernel: Kernel; hold: (values: readonly bigint[]) => Int32Array; rest: () => bigint[][] } => {
    const kernel = create(BYTES)
    const held: Int32Array[] = []
    const hold = (values: readonly bigint[]): Int32Array => {
      // Canaries on both sides.
      held.push(
        write(
          kernel.allocateWords(before),
          Array.from({ length: before }, () => CANARY),
        ),
      )
      const array = write(kernel.allocateWords(values.length), values)
      held.push(array)
      return array
    }
    return { kernel, hold, rest: () => held.map(wordsOf) }
  }

  describe(`the ${name} kernel`, () => {
    test('[CO111] says its name, and allocates zeros', () => {
      const kernel = create(BYTES)
      expect(kernel.name).toBe(name)
      expect(wordsOf(kernel.allocateWords(3))).toEqual([0n, 0n, 0n])
      expect([...kernel.allocateIndices(2)]).toEqual([0, 0])
      expect(kernel.allocateWords(0)).toHaveLength(0)
    })

    test('[CO111] reduce composes all words into the register', () => {
      fc.assert(
        fc.property(group, skipped, word, words, (algebra, before, first, values) => {
          const { kernel, hold, rest } = room(before)
          const source = hold(values)
          const register = hold([first])
          const expected = rest()
          expected[3] = [values.reduce((total, value) => composed(algebra, total, value), first)]
          kernel.reduce(algebra, register, source)
          expect(rest()).toEqual(expected)
        }),
        runs,
      )
    })

    test('[CO111] a sum of millions of words keeps every carry, also where the carries of all exceed a double', () => {
      const count = 2 ** 22 + 3
      const kernel = create(count * 8 + 64)
      const register = kernel.allocateWords(1)
      const many = kernel.allocateWords(count).fill(-1)
      let total = BigInt(-count)
      // Of each four words one is odd to the others, so that sums of four are odd as well.
      for (let at = 0; at < many.length; at += 8) {
        many[at] = -2
        total--
      }
      kernel.reduce(Algebra.sum, register, many)
      kernel.reduce(Algebra.sum, register, many)
      expect(wordsOf(register)).toEqual([BigInt.asUintN(64, total * 2n)])
    })

    test('[CO111] combine composes two files word by word', () => {
      const pairs = fc.array(fc.tuple(word, word), { maxLength: 40, size: 'max' })
      fc.assert(
        fc.property(group, skipped, pairs, (algebra, before, both) => {
          const { kernel, hold, rest } = room(before)
          const file = hold(both.map(([own]) => own))
          const other = hold(both.map(([, own]) => own))
          // Behind both: more of what is neither, as far as a count in halves or in bytes would reach.
          hold(Array.from({ length: both.length * 8 }, () => CANARY))
          const expected = rest()
          expected[1] = both.map(([one, two]) => composed(algebra, one, two))
          kernel.combine(algebra, file, other)
          expect(rest()).toEqual(expected)
        }),
        runs,
      )
    })

    test('[CO111] scatter composes each word into the register that its index names', () => {
      const file = fc.array(word, { minLength: 1, maxLength: 12 })
      const scattered = file.chain((registers) =>
        fc.tuple(fc.constant(registers), fc.array(fc.tuple(fc.nat(registers.length - 1), word), { maxLength: 40, size: 'max' })),
      )
      fc.assert(
        fc.property(group, skipped, scattered, (algebra, before, [registers, differences]) => {
          const { kernel, hold, rest } = room(before)
          const target = hold(registers)
          const source = hold(differences.map(([, value]) => value))
          const indices = kernel.allocateIndices(differences.length)
          for (const [at, [index]] of differences.entries()) indices[at] = index
          const expected = rest()
          const result = [...registers]
          for (const [index, value] of differences) result[index] = composed(algebra, result[index] ?? 0n, value)
          expected[1] = result
          kernel.scatter(algebra, target, indices, source)
          expect(rest()).toEqual(expected)
          expect([...indices]).toEqual(differences.map(([index]) => index))
        }),
        runs,
      )
    })

    test('[CO112] an index outside of the file is refused wherever it stands, and nothing has changed', () => {
      const outside = fc.oneof(fc.constantFrom(4, 5, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1), fc.integer({ min: 4, max: 2 ** 32 - 1 }))
      fc.assert(
        fc.property(
          group,
          fc.array(fc.nat(3), { minLength: 1, maxLength: 40, size: 'max' }),
          fc.nat(),
          outside,
          (algebra, good, at, bad) => {
            const { kernel, hold, rest } = room(1)
            const file = hold([1n, 2n, 3n, 4n])
            const source = hold(good.map(BigInt))
            const indices = kernel.allocateIndices(good.length)
            indices.set(good)
            indices[at % good.length] = bad
            const expected = rest()
            expect(() => kernel.scatter(algebra, file, indices, source)).toThrow(/beyond the 4 registers/)
            expect(rest()).toEqual(expected)
          },
        ),
        runs,
      )
    })

    test('[CO112] lengths that do not fit are refused', () => {
      const kernel = create(BYTES)
      const [one, two, half] = [kernel.allocateWords(1), kernel.allocateWords(2), kernel.allocateWords(2).subarray(1)]
      const otherHalf = kernel.allocateWords(2).subarray(1)
      const index = kernel.allocateIndices(1)
      for (const algebra of [Algebra.xor, Algebra.sum] as const) {
        expect(() => kernel.reduce(algebra, two, one)).toThrow(RangeError)
        expect(() => kernel.reduce(algebra, one, half)).toThrow(RangeError)
        expect(() => kernel.combine(algebra, one, two)).toThrow(RangeError)
        expect(() => kernel.combine(algebra, half, half)).toThrow(RangeError)
        expect(() => kernel.combine(algebra, half, otherHalf)).toThrow(RangeError)
        expect(() => kernel.scatter(algebra, one, index, two)).toThrow(RangeError)
        expect(() => kernel.scatter(algebra, half, index, one)).toThrow(RangeError)
      }
    })

    test('[CO112] arrays of another memory, or that overlap what is written, are refused', () => {
      const kernel = create(BYTES)
      const [own, file, other] = [kernel.allocateWords(1), kernel.allocateWords(4), new Int32Array(8)]
      const indices = kernel.allocateIndices(4)
      expect(() => kernel.reduce(Algebra.xor, own, other)).toThrow(/allocated/)
      expect(() => kernel.combine(Algebra.xor, other, file)).toThrow(/allocated/)
      expect(() => kernel.combine(Algebra.xor, create(BYTES).allocateWords(4), file)).toThrow(/allocated/)
      expect(() => kernel.scatter(Algebra.xor, file, new Uint32Array(4), kernel.allocateWords(4))).toThrow(/allocated/)
      expect(() => kernel.scatter(Algebra.xor, file, indices, other)).toThrow(/allocated/)
      expect(() => kernel.reduce(Algebra.sum, file.subarray(6), file)).toThrow(/overlaps/)
      expect(() => kernel.combine(Algebra.sum, file.subarray(0, 4), file.subarray(2, 6))).toThrow(/overlaps/)
      expect(() => kernel.combine(Algebra.sum, file.subarray(2, 6), file.subarray(0, 4))).toThrow(/overlaps/)
      expect(() => kernel.scatter(Algebra.sum, file, indices, file)).toThrow(/overlaps/)
      expect(wordsOf(file)).toEqual([0n, 0n, 0n, 0n])
      kernel.combine(Algebra.sum, file.subarray(0, 4), file.subarray(4))
    })

    test('[CO112] more memory than there is, and memory of no size, are refused', () => {
      const kernel = create(100)
      expect(kernel.allocateWords(12)).toHaveLength(24)
      expect(() => kernel.allocateWords(1)).toThrow(/96 of 100 are in use/)
      expect(kernel.allocateIndices(1)).toHaveLength(1)
      for (const count of [-1, 0.5, Number.NaN, Infinity]) {
        expect(() => create(100).allocateWords(count)).toThrow(RangeError)
        expect(() => create(100).allocateIndices(count)).toThrow(RangeError)
        expect(() => create(count)).toThrow(RangeError)
      }
      // What is refused takes no room, and gives none back.
      const next = create(100)
      const held = next.allocateWords(2)
      for (const count of [-1, -2, 0.5, 100]) expect(() => next.allocateWords(count)).toThrow(RangeError)
      expect(next.allocateWords(1).byteOffset).toBe(held.byteOffset + held.byteLength)
      expect(() => create(2 ** 30 + 1)).toThrow(RangeError)
      expect(create(0).allocateWords(0)).toHaveLength(0)
    })
  })
}
