import { median } from './statistics.js'

/** Milliseconds of the monotonic clock that `work` takes. */
export function elapsed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export interface Repetition {
  readonly warmUps: number
  readonly runs: number
}

/** The median of the runs, in ms. `prepare` makes what a run uses up, outside of its time. */
export function repeat<T>({ warmUps, runs }: Repetition, prepare: () => T, work: (prepared: T) => void): number {
  const samples: number[] = []
  for (let run = -warmUps; run < runs; run++) {
    const prepared = prepare()
    const ms = elapsed(() => work(prepared))
    if (run >= 0) samples.push(ms)
  }
  return median(samples)
}
