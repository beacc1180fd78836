import { median } from './statistics.js'
import type { Row } from './workload.js'

/** One row for each variant: the median of each figure of the rows that have it. */
export function combineByVariant(rows: readonly Row[]): readonly Row[] {
  const variants = [...new Set(rows.map(({ variant }) => variant))]
  return variants.map((variant) => combine(rows.filter((row) => row.variant === variant)))
}

function combine(rows: readonly Row[]): Row {
  const [first] = rows
  if (first === undefined) throw new RangeError('No rows to combine.')
  const keys = new Set(rows.flatMap(({ figures }) => Object.keys(figures)))
  const figures = [...keys].map((key) => [key, median(rows.flatMap((row) => row.figures[key] ?? []))] as const)
  return { ...first, figures: Object.fromEntries(figures), verified: rows.every(({ verified }) => verified) }
}
