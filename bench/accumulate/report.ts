import type { Options } from './arguments.js'
import type { CreateKernel } from './bank.js'
import type { Banks } from './banks.js'
import { deal, dealings, type Dealing, type Share } from './deal.js'
import type { Findings } from './findings.js'
import { secondsEach } from './measure.js'
import { equalHalves, mergeInEveryOrder } from './merge.js'
import { formatFindings } from './print.js'
import { checkRoundTrips } from './round-trips.js'
import {
  algebraNames,
  algebras,
  equalWords,
  generate,
  readWord,
  targets,
  type AlgebraName,
  type Target,
  type Workload,
} from './workload.js'

/** A kernel under test. */
export interface Subject {
  readonly name: string
  readonly createKernel: CreateKernel
  /** Where its banks are: here, or in workers. */
  openBanks(shares: readonly Share[]): Promise<Banks>
}

const BANKS = [1, 2, 4, 8] as const

/** Prints what was accumulated, how fast, and whether it is right; returns whether it is. */
export async function report(options: Options, subjects: readonly Subject[], log: (line: string) => void): Promise<boolean> {
  const workload = generate(options.count, options.seed)
  const findings: Findings = { rates: [], merges: 0, checks: 0, differences: [] }
  for (const subject of subjects) {
    const { checks, failures } = checkRoundTrips(subject.createKernel, options.seed)
    findings.checks += checks
    findings.differences.push(...failures.map((failure) => `${subject.name}: ${failure}`))
    for (const banks of BANKS) {
      // One bank gets everything, however it is dealt.
      for (const dealing of banks === 1 ? dealings.slice(0, 1) : dealings)
        await accumulateInBanks(options, workload, subject, banks, dealing, findings)
    }
  }
  for (const line of formatFindings(findings)) log(line)
  return findings.differences.length === 0
}

async function accumulateInBanks(
  { seed, milliseconds }: Options,
  workload: Workload,
  subject: Subject,
  count: number,
  dealing: Dealing,
  findings: Findings,
): Promise<void> {
  const banks = await subject.openBanks(deal(workload, count, dealing, seed))
  for (const target of targets) {
    for (const algebra of algebraNames) {
      const found = (what: string): void => {
        findings.differences.push(`${subject.name}, ${count} banks, ${dealing}, ${target}, ${algebra}: ${what}`)
      }
      const values = await banks.accumulate(algebra, target, 1)
      const merged = mergeInEveryOrder(subject.createKernel, algebras[algebra], values)
      findings.merges += merged.orders
      if (merged.different > 0) found(`${merged.different} of ${merged.orders} orders differ from the first`)
      if (!equalWords(merged.value, workload.oracle[algebra][target])) found('not what the oracle says')

      // Other dealings take another time only as their shares are uneven.
      if (dealing !== 'round robin') continue
      const rate = workload.count / 1e6 / (await measure(banks, algebra, target, milliseconds, values, found))
      findings.rates.push({ subject: subject.name, target, algebra, banks: count, rate, merged: fold(algebra, merged.value) })
    }
  }
}

/** Seconds for all banks to accumulate their shares; what the measured runs came to must be what was checked before. */
async function measure(
  banks: Banks,
  algebra: AlgebraName,
  target: Target,
  milliseconds: number,
  expected: readonly Int32Array[],
  found: (what: string) => void,
): Promise<number> {
  let values = expected
  const seconds = await secondsEach(async (repetitions) => {
    values = await banks.accumulate(algebra, target, repetitions)
  }, milliseconds)
  if (!values.every((value, bank) => equalHalves(value, expected[bank] ?? new Int32Array(0))))
    found('the measured run came to something else')
  return seconds
}

/** All registers of a file come to what one register comes to. */
function fold(algebra: AlgebraName, halves: Int32Array): bigint {
  let total = 0n
  for (let at = 0; at < halves.length / 2; at++) total = algebra === 'xor' ? total ^ readWord(halves, at) : total + readWord(halves, at)
  return BigInt.asUintN(64, total)
}
