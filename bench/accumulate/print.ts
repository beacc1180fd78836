import { dealings } from './deal.js'
import type { Findings, Rate } from './findings.js'
import { formatTable, grouped } from './table.js'

/** M deltas/s of a published hardware accumulator of 8 banks at 100 MHz. */
const REFERENCE = 800

const MOST_DIFFERENCES = 20

export function formatFindings({ rates, merges, checks, differences }: Findings): readonly string[] {
  const subjects = [...new Set(rates.map(({ subject }) => subject))]
  return [
    ...formatRates(rates),
    '',
    `Dealt ${dealings.join(', ')} (rates: round robin, the fastest of 3 runs); merged in every order: all permutations, and in pairs of pairs.`,
    `LOAD, ACCUM, READ and SWAP: ${grouped(checks)} checks on pairs of bit patterns.`,
    `Reference: ${REFERENCE} M deltas/s, a published hardware accumulator of 8 banks at 100 MHz.`,
    ...subjects.map((subject) => formatSlowest(subject, rates)),
    '',
    ...differences.slice(0, MOST_DIFFERENCES).map((difference) => `DIFFERENT: ${difference}`),
    differences.length === 0
      ? `All ${grouped(merges)} merges of all banks, orders and algebras are byte-identical and equal to the BigInt oracle.`
      : `DIFFERENT: ${grouped(differences.length)} differences in ${grouped(merges)} merges and ${grouped(checks)} checks.`,
  ]
}

function formatRates(rates: readonly Rate[]): readonly string[] {
  const kinds = [...new Set(rates.map(keyOf))]
  const ordered = kinds.flatMap((kind) => rates.filter((rate) => keyOf(rate) === kind))
  const alone = new Map(ordered.filter(({ banks }) => banks === 1).map((rate) => [keyOf(rate), rate.rate]))
  return formatTable(
    ['kernel', 'into', 'merge', 'banks', 'M deltas/s', 'speed-up', 'merged value'],
    ordered.map((rate) => [
      rate.subject,
      rate.target === 'file' ? '256 registers' : 'register',
      rate.algebra,
      String(rate.banks),
      grouped(rate.rate),
      (rate.rate / (alone.get(keyOf(rate)) ?? rate.rate)).toFixed(2),
      `0x${rate.merged.toString(16).padStart(16, '0')}`,
    ]),
  )
}

function keyOf({ subject, target, algebra }: Rate): string {
  return `${subject} ${target} ${algebra}`
}

function formatSlowest(subject: string, rates: readonly Rate[]): string {
  const alone = rates.filter((rate) => rate.subject === subject && rate.target === 'register' && rate.banks === 1)
  const slowest = Math.min(...alone.map(({ rate }) => rate))
  return `${subject}: one bank reduces at least ${grouped(slowest)} M deltas/s, ${(slowest / REFERENCE).toFixed(1)} times the reference.`
}
