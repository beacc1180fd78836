export interface Summary {
  readonly mean: number
  readonly p99: number
  readonly max: number
}

export function summarize(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { mean: sorted.reduce((total, sample) => total + sample, 0) / sorted.length, p99: at(0.99), max: sorted.at(-1) ?? 0 }
}
