import { Algebra } from '@torsor/core'
import type { RegisterAlgebra } from '@torsor/core/kernel'
import { splitmix64 } from './splitmix64.js'

export const REGISTERS = 256

/** What is accumulated into: one register, or a file of 256. */
export const targets = ['register', 'file'] as const
export type Target = (typeof targets)[number]

export const algebras = { xor: Algebra.xor, sum: Algebra.sum } as const satisfies Record<string, RegisterAlgebra>
export type AlgebraName = keyof typeof algebras
export const algebraNames: readonly AlgebraName[] = ['xor', 'sum']

export interface Workload {
  readonly count: number
  /** Delta n: the halves (low, high) 2n and 2n + 1. */
  readonly words: Int32Array
  /** The register of the file to which delta n goes. */
  readonly indices: Uint32Array
  /** What every merge must come to, as plain BigInt arithmetic on the generator's output has it. */
  readonly oracle: Readonly<Record<AlgebraName, Readonly<Record<Target, readonly bigint[]>>>>
}

/** Outputs 0 to count - 1 of the generator are the deltas, the low 8 bits of the next `count` are their registers. */
export function generate(count: number, seed: bigint): Workload {
  const words = new Int32Array(count * 2)
  const indices = new Uint32Array(count)
  const register = { xor: 0n, sum: 0n }
  const file = { xor: zeros(), sum: zeros() }
  for (let at = 0; at < count; at++) {
    const delta = splitmix64(seed, at)
    const index = Number(splitmix64(seed, count + at) & 0xffn)
    indices[at] = index
    writeWord(words, at, delta)
    register.xor ^= delta
    register.sum += delta
    file.xor[index] = (file.xor[index] ?? 0n) ^ delta
    file.sum[index] = (file.sum[index] ?? 0n) + delta
  }
  const oracle = {
    xor: { register: [register.xor], file: file.xor },
    sum: { register: [wrap(register.sum)], file: file.sum.map(wrap) },
  }
  return { count, words, indices, oracle }
}

export function writeWord(halves: Int32Array, at: number, word: bigint): void {
  halves[at * 2] = Number(BigInt.asIntN(32, word))
  halves[at * 2 + 1] = Number(BigInt.asIntN(32, word >> 32n))
}

export function readWord(halves: Int32Array, at: number): bigint {
  return (BigInt((halves[at * 2 + 1] ?? 0) >>> 0) << 32n) | BigInt((halves[at * 2] ?? 0) >>> 0)
}

/** Byte for byte. */
export function equalWords(halves: Int32Array, expected: readonly bigint[]): boolean {
  return halves.length === expected.length * 2 && expected.every((word, at) => readWord(halves, at) === word)
}

function zeros(): bigint[] {
  return Array.from({ length: REGISTERS }, () => 0n)
}

function wrap(word: bigint): bigint {
  return BigInt.asUintN(64, word)
}
