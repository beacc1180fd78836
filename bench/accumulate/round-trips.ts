import { accumulate, createRegisterPair, load, read, swap } from '@torsor/core/kernel'
import type { CreateKernel } from './bank.js'
import { splitmix64 } from './splitmix64.js'
import { algebraNames, algebras, type AlgebraName } from './workload.js'

const RANDOM_PATTERNS = 7

export interface RoundTrips {
  readonly checks: number
  readonly failures: readonly string[]
}

/** LOAD, ACCUM, READ and SWAP with every pair of bit patterns: each class of them, and some random ones. */
export function checkRoundTrips(createKernel: CreateKernel, seed: bigint): RoundTrips {
  const edges = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n]
  const patterns = [...edges, ...Array.from({ length: RANDOM_PATTERNS }, (_, at) => splitmix64(seed, at))]
  const failures: string[] = []
  let checks = 0
  const check = (step: string, actual: bigint | undefined, expected: bigint | undefined): void => {
    checks++
    if (actual !== expected) failures.push(`${step}: ${actual}, and should be ${expected}`)
  }
  for (const name of algebraNames) {
    const pair = createRegisterPair(algebras[name], patterns.length, createKernel(patterns.length * 16 + 32))
    for (const [at, value] of patterns.entries()) {
      for (const difference of patterns) {
        const step = `${name} ${value} and ${difference}`
        load(pair, at, value)
        check(`LOAD ${step}`, read(pair, at), value)
        accumulate(pair, at, difference)
        const expected = composed(name, value, difference)
        check(`ACCUM ${step}`, read(pair, at), expected)
        const frozen = swap(pair)
        check(`SWAP ${step}`, frozen.get(at), difference === 0n ? undefined : difference)
        check(`READ after SWAP ${step}`, read(pair, at), expected)
        check(`SWAP again ${step}`, BigInt(swap(pair).size), 0n)
      }
    }
  }
  return { checks, failures }
}

function composed(algebra: AlgebraName, one: bigint, other: bigint): bigint {
  return algebra === 'xor' ? one ^ other : BigInt.asUintN(64, one + other)
}
