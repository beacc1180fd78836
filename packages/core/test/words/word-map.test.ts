import { Algebra, WordMap } from '@torsor/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { int64 } from '../arbitrary/fact.js'
import { runs } from '../arbitrary/runs.js'
import { WordOperation } from '../../src/delta/word-map.js'
import { scatterWords } from '../../src/kernel/loops.js'
import { wordsOf } from '../../src/register/dense-file.js'

type Plain = Map<number, bigint>

const index = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 0xffff_ffff }))
const plain: fc.Arbitrary<Plain> = fc
  .array(fc.tuple(index, int64), { maxLength: 20 })
  .map((entries) => new Map(entries.map(([at, value]) => [at, BigInt.asUintN(64, value)])))

function wordMap(words: Plain): WordMap {
  const map = new WordMap()
  for (const [at, value] of words) map.set(at, value)
  return map
}

function entries(map: WordMap): [number, bigint][] {
  const list: [number, bigint][] = []
  map.forEach((at, high, low) => list.push([at, (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)]))
  return list
}

function sorted(words: Plain): [number, bigint][] {
  return [...words].sort(([a], [b]) => a - b)
}

describe('[CO21] a file of words', () => {
  test('[CO21] is a map from index to 64 bits, in order of index', () => {
    fc.assert(
      fc.property(plain, fc.array(index), (words, removed) => {
        const map = wordMap(words)
        expect(map.size).toBe(words.size)
        for (const [at, value] of words) expect(map.get(at)).toBe(value)
        expect(entries(map)).toEqual(sorted(words))
        const copy = map.clone()
        for (const at of removed) {
          expect(map.has(at)).toBe(words.has(at))
          expect(map.delete(at)).toBe(words.delete(at))
          expect(map.get(at)).toBeUndefined()
        }
        expect(entries(map)).toEqual(sorted(words))
        expect(copy.size).toBeGreaterThanOrEqual(map.size)
      }),
      runs(),
    )
  })

  test('[CO21] goes into a dense file and comes out of one', () => {
    const short = fc.array(fc.tuple(fc.nat(20), int64), { maxLength: 20 }).map((entries) => new Map(entries))
    fc.assert(
      fc.property(short, short, (first, second) => {
        const file = new Int32Array(42)
        wordMap(first).scatter(scatterWords, Algebra.xor, file)
        wordMap(second).scatter(scatterWords, Algebra.sum, file)
        const expected: Plain = new Map()
        for (let at = 0; at <= 20; at++) {
          const word = BigInt.asUintN(64, (first.get(at) ?? 0n) + (second.get(at) ?? 0n))
          if (word !== 0n) expected.set(at, word)
        }
        const map = wordsOf(file)
        expect(entries(map)).toEqual(sorted(expected))
        expect(map.lastIndex).toBe(Math.max(-1, ...expected.keys()))
      }),
      runs(),
    )
  })

  test('[CO21] leaves in a dense file nothing of what was deleted, or has become zero', () => {
    for (const algebra of [Algebra.xor, Algebra.sum] as const) {
      const map = wordMap(
        new Map([
          [1, 5n],
          [2, 6n],
          [3, 7n],
        ]),
      )
      map.combine(wordMap(new Map([[2, 6n]])), WordOperation.xor)
      map.delete(3)
      const file = new Int32Array(8)
      map.scatter(scatterWords, algebra, file)
      expect([...file]).toEqual([0, 0, 5, 0, 0, 0, 0, 0])
    }
  })

  test.each([
    ['xor', WordOperation.xor, (a: bigint, b: bigint) => a ^ b],
    ['sum', WordOperation.sum, (a: bigint, b: bigint) => BigInt.asUintN(64, a + b)],
    ['assign', WordOperation.assign, (_: bigint, b: bigint) => b],
  ] as const)('[CO21] combining by %s is what BigInt says, drops zeros and tells what changed', (_name, operation, expected) => {
    fc.assert(
      fc.property(plain, plain, (first, second) => {
        const target = wordMap(new Map([...first].filter(([, value]) => value !== 0n)))
        const source = wordMap(second)
        const before = entries(source)
        const told: number[] = []
        const held = new Map([...first].filter(([, value]) => value !== 0n))
        target.combine(source, operation, (at, highBefore, lowBefore, highAfter, lowAfter) => {
          told.push(at)
          expect((BigInt(highBefore >>> 0) << 32n) | BigInt(lowBefore >>> 0)).toBe(held.get(at) ?? 0n)
          expect((BigInt(highAfter >>> 0) << 32n) | BigInt(lowAfter >>> 0)).toBe(expected(held.get(at) ?? 0n, second.get(at) ?? 0n))
        })
        const result: Plain = new Map(held)
        for (const [at, value] of second) {
          const combined = expected(held.get(at) ?? 0n, value)
          if (combined === 0n) result.delete(at)
          else result.set(at, combined)
        }
        expect(entries(target)).toEqual(sorted(result))
        expect(entries(source)).toEqual(before)
        const changed = [...second.keys()].filter((at) => (held.get(at) ?? 0n) !== (result.get(at) ?? 0n)).sort((a, b) => a - b)
        expect(told).toEqual(changed)
      }),
      runs(),
    )
  })
})
