import { CHANGED, REGISTERS, runTick, SEED, TICKS, type Workload } from './tick.js'

const workloads: readonly (Workload & { readonly target: number })[] = [
  { merge: 'sum', change: 'steps', target: 48 },
  { merge: 'xor', change: 'steps', target: 54 },
  { merge: 'xor', change: 'words', target: 130 },
]

/** Prints the table; false where a target is missed or a reader arrives elsewhere. */
export function report(): boolean {
  console.log(`One tick: ${CHANGED} of ${REGISTERS} words of 64 bits change; ${TICKS} ticks, seed 0x${SEED.toString(16)}.`)
  console.log('Bytes of the whole deltas message, of which the delta; steps are -511…+512.\n')
  const results = workloads.map(({ target, ...workload }) => ({ target, ...runTick(workload) }))
  console.table(
    results.map(({ merge, change, frame, delta, target, verified }) => ({
      merge,
      change,
      mean: Number(frame.mean.toFixed(1)),
      p99: frame.p99,
      max: frame.max,
      'delta, mean': Number(delta.mean.toFixed(1)),
      'target, mean': target,
      'reader arrives': verified,
    })),
  )
  return results.every(({ frame, target, verified }) => verified && frame.mean <= target)
}
