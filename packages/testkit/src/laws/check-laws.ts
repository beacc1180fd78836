import { applyDelta, compose, createDelta, createState, diff, encodeState, stateDigest, type AnySchema, type Delta } from '@torsor/core'
import { counted, type ConvergenceOptions } from '../convergence.js'
import { seeded, type Random } from '../world/index.js'
import { packetsOf } from './packets.js'

export interface LawOptions<S extends AnySchema> extends Pick<ConvergenceOptions<S>, 'mutate'> {
  /** Everything follows from it. Default: 1. */
  readonly seed?: number
  /** How many edits make the differences. Default: 60. */
  readonly edits?: number
  /** How many orders, groupings and parts are tried. Default: 50. */
  readonly runs?: number
}

/** A law that does not hold for an app's differences. */
export class LawBroken extends Error {
  readonly code = 'law-broken'
  readonly law: Law
  readonly seed: number

  constructor(law: Law, seed: number) {
    super(`Differences of this schema do not obey “${laws[law]}” (seed ${seed}).`)
    this.name = 'LawBroken'
    this.law = law
    this.seed = seed
  }
}

const laws = {
  order: 'whatever the order, the same bytes',
  grouping: 'however they are folded first, the same bytes',
  identity: 'the empty difference changes nothing',
  difference: 'what is more in a larger fold, applied after the smaller one, gives the larger one',
  digest: 'the digest is a function of the state alone',
} as const

export type Law = keyof typeof laws

/**
 * Makes an app's own edits on devices that hear of each other late, takes the packets that they come to, and checks
 * that these obey the laws on which convergence rests. Throws `LawBroken`. Returns how many packets were looked at.
 */
export async function checkLaws<S extends AnySchema>(schema: S, options: LawOptions<S>): Promise<number> {
  const { seed = 1, edits = 60, runs = 50 } = options
  const packets = await packetsOf(counted(schema, options), seed, edits)
  checkDeltas(packets, seeded(seed), runs, (law) => new LawBroken(law, seed))
  return packets.length
}

/** The laws for any differences. */
export function checkDeltas(deltas: readonly Delta[], random: Random, runs: number, broken: (law: Law) => Error): void {
  const whole = folded(deltas)
  const truth = bytesOf([whole])
  const digest = digestOf(deltas)
  if (bytesOf([createDelta(), ...deltas, createDelta()]) !== truth || bytesOf([compose(createDelta(), whole)]) !== truth)
    throw broken('identity')
  for (let run = 0; run < runs; run++) {
    const shuffled = shuffle(deltas, random)
    if (bytesOf(shuffled) !== truth) throw broken('order')
    if (digestOf(shuffled) !== digest) throw broken('digest')
    const cut = random.between(0, shuffled.length)
    const [left, right] = [folded(shuffled.slice(0, cut)), folded(shuffled.slice(cut))]
    if (bytesOf([left, right]) !== truth || bytesOf([compose(right, left)]) !== truth) throw broken('grouping')
    // The smaller one is a part of the larger one, as a packet is of another that a clone of its device froze.
    const smaller = folded(deltas.slice(0, cut))
    if (bytesOf([smaller, diff(whole, smaller)]) !== truth) throw broken('difference')
  }
}

function folded(deltas: readonly Delta[]): Delta {
  return deltas.reduce(compose, createDelta())
}

function bytesOf(deltas: readonly Delta[]): string {
  const state = createState()
  for (const delta of deltas) applyDelta(state, delta)
  return Buffer.from(encodeState(state)).toString('hex')
}

function digestOf(deltas: readonly Delta[]): string {
  const state = createState()
  for (const delta of deltas) applyDelta(state, delta)
  return stateDigest(state)
}

function shuffle<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, at: random.fraction() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item)
}
