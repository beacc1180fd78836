/** One line of the table. */
export interface Figure {
  readonly workload: string
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | '1/s' | 'x'
  /** What it has to be, or null: for comparison. */
  readonly bar: { readonly least: number } | { readonly most: number } | null
  /** Every sample behind the value. */
  readonly samples: readonly number[]
}

export function meets({ value, bar }: Figure): boolean {
  if (bar === null) return true
  return 'least' in bar ? value >= bar.least : value <= bar.most
}

/** A run that read something wrong is no result. */
export function expectRight(where: string, wrong: string | null): void {
  if (wrong !== null) throw new Error(`${where}: ${wrong}`)
}
