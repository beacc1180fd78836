export interface Summary {
  readonly mean: number
  readonly median: number
  readonly p99: number
  readonly max: number
}

/** Of at least one sample. The p99 is the smallest sample that 99 % of them do not exceed. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('No samples to summarize.')
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (index: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, index))] ?? 0
  const middle = sorted.length / 2
  return {
    mean: sorted.reduce((total, sample) => total + sample, 0) / sorted.length,
    median: (at(Math.ceil(middle) - 1) + at(Math.floor(middle))) / 2,
    p99: at(Math.ceil(sorted.length * 0.99) - 1),
    max: at(sorted.length - 1),
  }
}

export function median(samples: readonly number[]): number {
  return summarize(samples).median
}

export function sum(samples: readonly number[]): number {
  return samples.reduce((total, sample) => total + sample, 0)
}
